import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../src/launch/port.ts';

let dir: string;
let main: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-process-'));
  main = join(dir, 'main.ts');
  const core = new URL('../src/', import.meta.url).pathname;
  await writeFile(
    main,
    `import { runProcess } from '${core}process.ts';
     import { port } from '${core}config.ts';
     import { serveHttp } from '${core}outside/http.ts';
     import { openPostgres, checkPostgres } from '${core}outside/postgres.ts';
     await runProcess({
       role: 'test',
       shape: { PORT: port('Port of the test') },
       start: async (kit, config, releasers) => {
         if (process.env.DATABASE_URL) await openPostgres({ url: process.env.DATABASE_URL, max: 1, name: 't' })\`select 1\`;
         const server = await serveHttp({ host: config.HOST, port: config.PORT, fetch: async () => { await kit.clock.sleep(300); return new Response('whole'); } });
         return { url: server.url, checks: async () => ({}), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
       },
     });`,
  );
});

afterAll(() => rm(dir, { recursive: true }));

const env = async () => ({ REGION: 'us', REGION_NUMBER: '1', PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) });

it.each<[string, (right: Record<string, string>) => Promise<Record<string, string>>, RegExp]>([
  [
    'a missing variable',
    async ({ REGION: _gone, ...rest }) => rest,
    /^set the environment right: REGION is missing \(Short name of this region/,
  ],
  ['wrong variables, all at once', async (right) => ({ ...right, PORT: 'http', STOP_MS: '1' }), /STOP_MS is "1".*PORT is "http"/],
  [
    'a Postgres that is down',
    async (right) => ({ ...right, DATABASE_URL: `postgres://x@127.0.0.1:${await freePort()}/x` }),
    /^Postgres does not answer/,
  ],
])('%s is one line and exit 1', async (_name, wrong, line) => {
  const { code, stderr } = await ended(await wrong(await env()));
  expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(stderr).toMatch(line);
});

it('an occupied port is one line and exit 1', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const { code, stderr } = await ended({ ...(await env()), PORT: String(port) });
  expect({ code, stderr: stderr.trim() }).toEqual({
    code: 1,
    stderr: `port ${port} is taken: stop what listens there, or choose another port`,
  });
  server.close();
});

it('SIGTERM lets an answer under way finish, then ends with 0', async () => {
  const vars = await env();
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...vars, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await new Promise((resolve) => child.once('message', resolve));
  const ready = await fetch(`http://127.0.0.1:${vars.ADMIN_PORT}/readyz`);
  expect(await ready.json()).toEqual({ ready: true, checks: {} });
  const answer = fetch(`http://127.0.0.1:${vars.PORT}/`).then((response) => response.text());
  await new Promise((resolve) => setTimeout(resolve, 100));
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  child.kill('SIGTERM');
  expect(await answer).toBe('whole');
  expect(await exit).toBe(0);
});

it('LEAVE_MS: work is still taken after SIGTERM, by who has not yet seen that it is not ready', async () => {
  const vars = await env();
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...vars, LOG_LEVEL: 'silent', LEAVE_MS: '3000' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const said: unknown[] = [];
  child.on('message', (message) => said.push(message));
  await expect.poll(() => said.at(-1)).toBe('ready'); // by this word PM2 knows it
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${vars.ADMIN_PORT}/readyz`)).status).toBe(503);
  const late = await fetch(`http://127.0.0.1:${vars.PORT}/`);
  expect(await late.text()).toBe('whole');
  expect(await exit).toBe(0);
});

function ended(vars: Record<string, string>): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    const bare = { PATH: process.env.PATH, ...vars };
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', main],
      { env: bare, timeout: 15_000 },
      (error, _stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stderr });
      },
    );
  });
}
