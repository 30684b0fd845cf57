import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Makes an empty cluster in a folder. */
type Create = (initdb: string, dataDir: string) => Promise<void>;

const kept = fileURLToPath(new URL('../../../node_modules/.cache/clusters', import.meta.url));

/**
 * Fills a data folder with a copy of an empty cluster that is made once for these binaries and kept: a fifteenth of the work.
 * For throw-away servers only, as copies are one server to whoever tells servers apart by their identifier.
 */
export async function copyCluster(initdb: string, dataDir: string, create: Create): Promise<void> {
  // Where nothing can be kept (a checkout that is not ours, no space), it is made on the spot, and says itself what is wrong.
  const pattern = await patternOf(initdb, create).catch(() => undefined);
  if (pattern === undefined) return create(initdb, dataDir);
  try {
    await promisify(execFile)('cp', ['-a', `${pattern}/.`, dataDir]);
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true }); // half a cluster would look like a whole one next time
    throw error;
  }
}

async function patternOf(initdb: string, create: Create): Promise<string> {
  const { size, mtimeMs } = await stat(initdb);
  const whose = [initdb, size, mtimeMs, process.getuid?.()].join(' ');
  const pattern = join(kept, createHash('sha256').update(whose).digest('hex').slice(0, 16));
  if (await isFolder(pattern)) return pattern;
  await mkdir(kept, { recursive: true });
  const made = await mkdtemp(join(kept, 'making-'));
  try {
    await create(initdb, made);
    await rename(made, pattern);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    if (!(await isFolder(pattern))) throw error; // otherwise somebody else was faster
  }
  return pattern;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
