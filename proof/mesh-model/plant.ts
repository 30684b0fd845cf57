import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { mutants, type Mutant } from './mutants.ts';

/**
 * Plants each mutant in a copy of the packages and runs the suite that must notice: a suite that stays green does not guard
 * what it says it guards. `node proof/mesh-model/plant.ts [--only <words of a name>] [--runs n]`; exit 1 when one survives, or when an unchanged copy does not.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, runs: { type: 'string', default: '5000' } } });
const root = fileURLToPath(new URL('../..', import.meta.url));
// Below the checkout, so that libraries are found; and nobody looks at it.
const copies = join(root, '.pharos/mutants');
// What a mutant may be planted in: their copies find each other, and not the originals.
const packages = ['core', 'resources', 'region', 'crdt-sync'];
// A suite that has not noticed by then does not.
const suiteMs = 300_000;

let survivors = 0;
for (const mutant of mutants.filter(({ name }) => name.includes(values.only ?? ''))) {
  const began = performance.now();
  const told = await runWith(mutant);
  const mustSurvive = mutant.killedBy.startsWith('nobody');
  if ((told === undefined) !== mustSurvive) survivors += 1;
  process.stdout.write(
    `${told === undefined ? 'SURVIVED' : 'killed  '}  ${mutant.name}  (${Math.round(performance.now() - began)} ms)  ${told ?? ''}\n`,
  );
}
await rm(copies, { recursive: true, force: true });
process.exitCode = survivors > 0 ? 1 : 0;

/** What the suite said, or undefined when it noticed nothing. */
async function runWith({ file, swaps, also = [], ...mutant }: Mutant): Promise<string | undefined> {
  const killedBy = mutant.killedBy.replace('nobody: ', '');
  await rm(copies, { recursive: true, force: true });
  await mkdir(join(copies, 'node_modules/@pharos'), { recursive: true });
  for (const each of [...packages, 'proof']) await cp(join(root, each), join(copies, each), { recursive: true });
  for (const each of packages) await symlink(join(copies, each), join(copies, 'node_modules/@pharos', each));
  for (const each of [{ file, swaps }, ...also]) await swap(each);
  // On this very Node: the machine's own may be an older one.
  const args =
    killedBy === 'model'
      ? [join(copies, 'proof/mesh-model/main.ts'), '--runs', values.runs, '--seed', '42']
      : [
          join(root, 'node_modules/vitest/vitest.mjs'),
          'run',
          '--root',
          root,
          '--config',
          join(copies, 'vitest.config.ts'),
          join(copies, killedBy),
        ];
  if (killedBy !== 'model') await writeFile(join(copies, 'vitest.config.ts'), vitestConfig());
  try {
    await promisify(execFile)(process.execPath, args, { timeout: suiteMs, cwd: root, maxBuffer: 64 * 1024 * 1024 });
    return undefined;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const line = killedBy === 'model' ? stdout.split('\n')[0] : /(?:Assertion)?Error: .*/.exec(stdout + stderr)?.[0];
    const after = /failed after (\d+) tests?/.exec(stdout)?.[0];
    return (
      [after, line?.slice(0, 140)].filter(Boolean).join(': ') || (stdout + stderr).trim().split('\n').slice(0, 8).join(' | ').slice(0, 600)
    );
  }
}

async function swap({ file, swaps }: Pick<Mutant, 'file' | 'swaps'>): Promise<void> {
  let text = await readFile(join(copies, file), 'utf8');
  for (const [from, to] of swaps) {
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold exactly once: ${from}`);
    text = text.replace(from, () => to);
  }
  await writeFile(join(copies, file), text);
}

function vitestConfig(): string {
  return `export default { test: { testTimeout: 60_000, hookTimeout: 60_000, globalSetup: [${JSON.stringify(join(root, 'core/src/testing/postgres-for-tests.ts'))}], include: [${JSON.stringify(join(copies, 'crdt-sync/test/*.test.ts'))}], exclude: [] } };\n`;
}
