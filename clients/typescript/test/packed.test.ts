import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from '../../../api/test/open-api.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const own = join(import.meta.dirname, '..');
const opened = new AsyncDisposableStack();
let folder: string;
let place: TestPage;

// Somebody's project, into which it was installed as it is published.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pharos-client-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` };
  const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: own, env });
  const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as [{ filename: string }];
  const into = join(folder, 'node_modules/@pharos/client');
  await mkdir(into, { recursive: true });
  await run('tar', ['-xzf', join(folder, filename), '-C', into, '--strip-components=1']);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'somebody', private: true, type: 'module' }));
  place = opened.use(await openPage());
}, 240_000);
afterAll(() => opened.disposeAsync());

it('what is packed is what is published: no source, no test, types beside each file, and no dependency', async () => {
  const { stdout } = await run('find', ['.', '-type', 'f'], { cwd: join(folder, 'node_modules/@pharos/client') });
  const files = stdout.trim().split('\n').sort();
  expect(files.filter((name) => !/^\.\/dist\/[a-z]+(?:\.d\.ts|\.js)$/.test(name))).toEqual(['./README.md', './package.json']);
  expect(files).toContain('./dist/index.js');
  expect(files).toContain('./dist/index.d.ts');
  expect(JSON.parse(await readFile(join(own, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
});

/** All that its page shows, one after the other, as one program. */
async function examplesOf(): Promise<string> {
  const page = await readFile(join(own, 'README.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
  expect(blocks.length).toBeGreaterThan(3);
  const imports = blocks.flatMap((block) => block.match(/^import .*$/gm) ?? []);
  const rest = blocks.map((block) => block.replaceAll(/^import .*$/gm, '')).join('\n');
  const gone = 'http://127.0.0.1:9';
  return `${imports.join('\n')}\n${rest
    // The first region is gone: what its page shows works all the same.
    .replace("['https://api.us.example.com', 'https://api.eu.example.com']", `['${gone}', '${place.api.url}']`)}`;
}

it('the examples of its page are types that fit, and do what they say', async () => {
  const program = await examplesOf();
  await writeFile(join(folder, 'example.ts'), `declare const process: { env: { PHAROS_KEY: string } };\n${program}`);
  const options = {
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    strict: true,
    noEmit: true,
    types: [],
    skipLibCheck: false,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['example.ts'] }));
  const checked = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error: { stdout: string }) => error);
  expect(checked.stdout).toBe('');
  await writeFile(join(folder, 'example.mjs'), program);
  const key = await place.api.keyFor(null, ['admin']);
  const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: folder, env: { ...process.env, PHAROS_KEY: key } });
  expect(stdout).toContain('Slow answers resolved');
  expect(stdout).toContain('text/csv; charset=utf-8 id,channel,address');
  expect(stdout).toContain(`422 invalid [ { path: 'name'`);
});

it('what does not fit is no type', async () => {
  const wrong = (line: string) =>
    `import { createPharos } from '@pharos/client';\nconst pharos = createPharos({ regions: 'https://a.example' });\n${line}\n`;
  const lines = [
    `await pharos.createComponent({ path: { page: 'p' } });`,
    `await pharos.createComponent({ path: { page: 'p' }, body: { name: 'x', status: 'broken' } });`,
    `(await pharos.listPages()).nothing;`,
    `pharos.each('getPage', { path: { page: 'p' } });`,
    `await pharos.doesNotExist();`,
  ];
  await Promise.all(lines.map((line, at) => writeFile(join(folder, `wrong-${at}.ts`), wrong(line))));
  await writeFile(join(folder, 'tsconfig.wrong.json'), JSON.stringify({ extends: './tsconfig.json', include: ['wrong-*.ts'] }));
  const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['-p', join(folder, 'tsconfig.wrong.json')]).catch(
    (error: { stdout: string }) => error,
  );
  for (const at of lines.keys()) expect(stdout).toContain(`wrong-${at}.ts(3,`);
});
