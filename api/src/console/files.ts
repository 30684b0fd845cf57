import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { Problem } from '@pharos/core/problem';

/** The console as it was built: read once at the start; each file is packed when it is first asked for, and never again. */
export interface ConsoleFiles {
  index: ConsoleFile;
  /** By their address below `/console/`. */
  others: Map<string, ConsoleFile>;
}

export interface ConsoleFile {
  type: string;
  plain: Uint8Array<ArrayBuffer>;
  packed(encoding: 'br' | 'gzip'): Promise<Uint8Array<ArrayBuffer>>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
// A console of ours is a few hundred kilobytes; a folder that holds more is another one.
const bytesMax = 10_000_000;

/** Throws a Problem for a folder in which no console was built. */
export async function readConsole(folder: string): Promise<ConsoleFiles> {
  const others = new Map<string, ConsoleFile>();
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const plain = await readFile(path);
    bytes += plain.length;
    if (bytes > bytesMax)
      throw new Problem(
        'invalid',
        `CONSOLE_FOLDER: ${folder} holds more than a console: name the folder that \`npm run console:build\` made`,
      );
    others.set(path.slice(join(folder, '/').length).replaceAll('\\', '/'), fileOf(type, plain));
  }
  const index = others.get('index.html');
  if (!index) throw new Problem('invalid', `CONSOLE_FOLDER: there is no console in ${folder}: run \`npm run console:build\``);
  others.delete('index.html');
  return { index, others };
}

function fileOf(type: string, plain: Buffer): ConsoleFile {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    type,
    plain: new Uint8Array(plain),
    packed: (encoding) => {
      const known = kept.get(encoding) ?? packers[encoding](plain).then((packed) => new Uint8Array(packed));
      kept.set(encoding, known);
      return known;
    },
  };
}

const packers = { br: promisify(brotliCompress), gzip: (plain: Buffer) => promisify(gzip)(plain, { level: 9 }) };
