import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { systemClock } from '@pharos/core/clock';
import { freePort } from '@pharos/core/launch/port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from '../../api/test/open-api.ts';
import { commandNames, runCli } from '../src/run-cli.ts';

let dir: string;
let place: TestPage;
let env: Record<string, string>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-cli-'));
  place = await openPage();
  for (const name of ['Payments', 'Email']) await place.api.ask('POST', `/v1/pages/${place.page}/components`, { name });
  env = { PHAROS_PROFILE: join(dir, 'profile.json'), PHAROS_API: place.api.url, PHAROS_KEY: await place.api.keyFor(null, ['admin']) };
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

function collector() {
  let text = '';
  const stream = new Writable({ write: (part, _encoding, done) => ((text += String(part)), done()) });
  return { stream, text: () => text };
}

/** The exit code, what was asked for, and what was said beside it. */
async function pharos(words: string[], { input = '', with: more = {} }: { input?: string; with?: Record<string, string> } = {}) {
  const [out, err] = [collector(), collector()];
  const around = { env: { ...env, ...more }, stdin: Readable.from([input]), stdout: out.stream, stderr: err.stream };
  const exit = await runCli(words, { ...around, fetch, clock: systemClock, worldFile: join(dir, 'none.json') });
  return { exit, out: out.text(), err: err.text(), json: () => JSON.parse(out.text()) as Record<string, unknown>[] };
}

it('opens an incident, says how it stands and that it is over: by way of the next region, where the first is gone', async () => {
  const regions = { PHAROS_API: [`http://127.0.0.1:${await freePort()}`, place.api.url].join(',') };
  const opened = await pharos(['incident', 'open', 'Payments fail', '-m', '-', '-c', 'payments=down', '--started', '-20m'], {
    input: 'We look into it.\n',
    with: regions,
  });
  expect(opened).toMatchObject({ exit: 0, out: expect.stringMatching(/^opened [0-9a-f]{8}, in 1 of 2 regions\n$/) as string });
  expect(opened.err).toContain('another region does not answer');
  expect(
    (await pharos(['incident', 'update', '-m', 'A disk.', '-s', 'identified', '-c', 'Payments=partial', '--next-update', '+30m'])).exit,
  ).toBe(0);
  const [open] = (await pharos(['incident', 'list', '--json'])).json();
  expect(open).toMatchObject({
    title: 'Payments fail',
    status: 'identified',
    updates: [{ body: 'A disk.' }, { body: 'We look into it.' }],
  });
  expect((await pharos(['incident', 'show'])).out).toMatch(/next update .* \(in (?:29|30) min\)/);
  expect((await pharos(['incident', 'list'])).out).toMatch(/20 min ago +identified +minor +1 +Payments fail/);
  expect((await pharos(['component', 'list'])).out).toMatch(/Payments +partial outage/);
  expect((await pharos(['incident', 'resolve', 'payments FAIL'])).out).toContain('resolved');
  expect((await pharos(['component', 'list'])).out).toMatch(/Payments +operational/);
  expect((await pharos(['incident', 'list'])).out).toBe('no open incidents\n');
  expect((await pharos(['incident', 'show', String(open!['id'])])).out).toContain('This incident is resolved.');
});

it('a request that is sent again under the same name is done once', async () => {
  const words = ['incident', 'open', 'Once', '--once', 'night-of-the-31st'];
  expect([(await pharos(words)).exit, (await pharos(words)).exit]).toEqual([0, 0]);
  expect((await pharos(['incident', 'list', '--json'])).json().filter(({ title }) => title === 'Once')).toHaveLength(1);
});

it('plans maintenance, moves components, makes pages', async () => {
  expect(
    (await pharos(['maintenance', 'schedule', 'New disks', '--from', '+2h', '--to', '+3h', '-m', 'Slow.', '-c', 'Email'])).out,
  ).toContain('scheduled');
  expect((await pharos(['maintenance', 'list'])).out).toMatch(/scheduled +in 1 h +New disks/);
  expect((await pharos(['maintenance', 'start'])).out).toContain('started');
  expect((await pharos(['maintenance', 'complete', 'new disks'])).out).toContain('completed');
  expect((await pharos(['maintenance', 'list'])).out).toBe('nothing is planned\n');
  expect((await pharos(['component', 'set', 'Email', 'degraded'])).out).toContain('Email is degraded performance');
  expect((await pharos(['page', 'show'])).out).toContain('Email: degraded performance');
  expect((await pharos(['page', 'create', 'Second', 'second'])).exit).toBe(0);
  // Now one has to say which.
  expect(await pharos(['component', 'list'])).toMatchObject({ exit: 1, err: expect.stringContaining('which page?') as string });
  expect((await pharos(['component', 'list', '--page', 'second'])).out).toBe('this page has no components yet\n');
});

it('counts, imports, exports and removes subscribers', async () => {
  const of = ['--page', 'acme'];
  const file = join(dir, 'people.csv');
  await writeFile(file, 'email\nada@example.com\nno-address\n');
  const dry = await pharos(['subscribers', 'import', file, '--dry-run', ...of]);
  expect(dry).toMatchObject({
    exit: 0,
    out: 'would add 1, 0 were there already, 1 were refused\n',
    err: expect.stringContaining('line 3') as string,
  });
  expect((await pharos(['subscribers', 'import', file, '--consent-given', ...of])).out).toContain('added 1');
  expect((await pharos(['subscribers', 'count', ...of])).out).toMatch(/email +1 +0 +0/);
  expect((await pharos(['subscribers', 'export', ...of])).out).toContain('ada@example.com');
  expect((await pharos(['subscribers', 'remove', 'ada@example.com', ...of])).out).toContain('removed');
  expect(await pharos(['subscribers', 'remove', 'ada@example.com', ...of])).toMatchObject({
    exit: 1,
    err: 'nobody is subscribed by ada@example.com\n',
  });
  expect((await pharos(['subscribers', 'import', join(dir, 'nothing.csv'), ...of])).err).toContain('cannot be read');
});

it('keeps a key that opens something, for what follows, and forgets it', async () => {
  const { PHAROS_KEY: key = '', PHAROS_PROFILE: profile = '' } = env;
  const bare = { PHAROS_API: '', PHAROS_KEY: '', PHAROS_PROFILE: profile };
  const alone = (words: string[], input = '') => pharos(words, { input, with: bare });
  expect(await alone(['login', '--api', place.api.url], 'phr_wrong\n')).toMatchObject({
    exit: 1,
    err: expect.stringContaining('not known') as string,
  });
  expect((await alone(['page', 'list'])).err).toContain('nobody is logged in');
  const done = await alone(['login', '--api', place.api.url, '--page', 'acme'], `${key}\n`);
  expect(done).toMatchObject({ exit: 0, out: 'logged in: 2 pages, one region\n' });
  expect(done.out + done.err).not.toContain(key);
  expect((await alone(['component', 'list'])).out).toContain('Payments');
  expect((await alone(['logout'])).out).toBe('logged out\n');
  expect((await alone(['component', 'list'])).exit).toBe(1);
});

it('ends with a number that says what became of it, and in one line, whatever is wrong', async () => {
  expect((await pharos(['incident', '--help'])).exit).toBe(0);
  expect(await pharos(['incident', 'opne'])).toMatchObject({ exit: 2, err: expect.stringContaining('Did you mean open?') as string });
  expect((await pharos(['incident', 'open', 'x', '-s', 'broken'])).exit).toBe(2);
  expect((await pharos(['incident', 'open', 'x', '-c', 'Nothing=down', '--page', 'acme'])).err).toContain(
    'there is no component "Nothing"',
  );
  const refused = await pharos(['page', 'create', 'x', 'Not A Slug']);
  expect(refused).toMatchObject({ exit: 1, err: expect.stringContaining('slug:') as string });
  const nobody = await pharos(['incident', 'open', 'x', '--page', place.page], {
    with: { PHAROS_API: `http://127.0.0.1:${await freePort()}` },
  });
  expect(nobody).toMatchObject({ exit: 3, err: expect.stringContaining('--once') as string });
});

it('tells shells what may stand next, for every command there is', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { exit, out } = await pharos(['completion', shell]);
    expect(exit).toBe(0);
    for (const name of commandNames) expect(out).toContain(name);
  }
  expect((await pharos(['completion', 'tcsh'])).exit).toBe(2);
});
