import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchOwnTime } from '@pharos/core/testing/lateness';
import { afterAll, beforeAll, expect, it } from 'vitest';

const main = new URL('../src/main.ts', import.meta.url).pathname;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-start-'));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

it('starts, keeps its data over a stop, and refuses a second one on the same data', { timeout: 120_000 }, async () => {
  const words = ['--data', join(dir, 'data'), '--port', '26000'];
  const startMs = watchOwnTime();
  const first = start(words);
  const addresses = await first.addresses();
  const startedMs = startMs();
  expect(addresses).toHaveLength(12); // three pages, three consoles, three APIs, the mailbox, the lab, and the owner's way in
  for (const address of addresses) expect((await fetch(address)).status, address).toBe(200);
  await ownerComesIn(addresses[11]!, addresses[9]!);
  const posted = await fetch('http://127.0.0.1:26000/do/incident', {
    method: 'POST',
    body: JSON.stringify({ region: 'us', title: 'Kept' }),
  });
  expect(posted.status).toBe(200);

  const second = start(['--data', join(dir, 'data'), '--port', '27000']);
  expect(await second.ended).toBe(1);
  expect(second.stderr().trim()).toMatch(/^another Pharos \(process \d+\) uses .*: stop it, or start this one with --data/);

  const ownMs = watchOwnTime();
  first.child.kill('SIGINT');
  first.child.kill('SIGINT'); // a terminal and npm both send one
  expect(await first.ended).toBe(0);
  // In seconds; or, where others have the processors, in less than the start took, which does ten times as much.
  expect(ownMs()).toBeLessThan(Math.max(5_000, startedMs));

  const again = start(words);
  const [page] = await again.addresses();
  expect(again.stdout()).toContain('here from before');
  expect(again.stdout()).not.toContain('as the owner');
  await expect.poll(async () => (await fetch(page!)).text()).toContain('Kept');
  again.child.kill('SIGTERM');
  expect(await again.ended).toBe(0);
});

/** By the link that was printed; and then, in another region, by one that is mailed. */
async function ownerComesIn(printed: string, mailbox: string): Promise<void> {
  const { origin } = new URL(printed);
  const ask = (base: string, path: string, body: object) =>
    fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const enter = async (base: string, link: string) => {
    const answer = await ask(base, '/v1/sign-in/link/open', { link, keep: 'token' });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { token: string }).token;
  };
  const token = await enter(origin, linkIn(printed));
  const eu = origin.replace('26101', '26201');
  const account = () => fetch(`${eu}/v1/account`, { headers: { authorization: `Bearer ${token}` } });
  await expect.poll(async () => (await account()).status).toBe(200);
  expect((await ask(eu, '/v1/sign-in/link', { email: 'owner@lab.example' })).status).toBe(202);
  const mail = async () => (await fetch(new URL('/messages?to=owner@lab.example', mailbox))).text();
  await expect.poll(mail).toContain('#link=');
  await enter(eu, linkIn(await mail()));
}

function linkIn(text: string): string {
  return /#link=([\w.-]+)/.exec(text)![1]!;
}

it('an occupied port is one line', async () => {
  const server = createServer().listen(28_101, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { ended, stderr } = start(['--data', join(dir, 'occupied'), '--port', '28000']);
  expect(await ended).toBe(1);
  expect(stderr().trim()).toBe('port 28101 is taken: stop what listens there, or start with --port <another base>');
  server.close();
});

it('a folder that cannot be one is one line', async () => {
  await writeFile(join(dir, 'file'), '');
  const { ended, stderr } = start(['--data', join(dir, 'file'), '--port', '29000']);
  expect(await ended).toBe(1);
  expect(stderr().trim()).toMatch(/cannot be the data folder/);
});

it('a word it does not know is one line', async () => {
  for (const words of [['--fast'], ['--port', 'http'], ['--regions', 'us']]) {
    const { ended, stderr } = start(words);
    expect(await ended).toBe(1);
    expect(stderr().trim().split('\n')).toHaveLength(1);
  }
});

function start(words: string[]) {
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words]);
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr!.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    addresses: async () => {
      await expect.poll(() => stdout + stderr, { timeout: 60_000 }).toContain('Ctrl-C stops it');
      return [...stdout.matchAll(/https?:\/\/\S+/g)].map(([address]) => address);
    },
  };
}
