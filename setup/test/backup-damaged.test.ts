import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { chownSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { deepStrictEqual as deepEqual } from 'node:assert';
import { launchPostgres, nobody, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { freePort } from '@pharos/core/launch/port';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { until } from '@pharos/core/testing/until';
import { readDigest } from '@pharos/crdt-sync/digest';
import { createBackups, type Backups } from '@pharos/lab/backups';
import { prepareDatabase } from '@pharos/lab/prepare-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** Backups of a real database, by pgBackRest, damaged as disks and hands do it: each command ends with one line that says what to do. */
const opened = new AsyncDisposableStack();
let dir: string;
let store: string;
let running: LaunchedPostgres;
let sql: Sql;
let backups: Backups;
/** The same backups, told to put the database into another, empty folder: the way back after the volume was lost. */
let elsewhere: Backups;
let withOtherKey: Backups;
let before: unknown;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-damaged-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  await chmod(dir, 0o711); // the server and its tools are not root, and must pass through
  store = join(dir, 'store');
  const port = await freePort();
  backups = createBackups({ region: 'eu', dir, data: join(dir, 'data'), port, store });
  const other = join(dir, 'other');
  await mkdir(other, { mode: 0o711 });
  elsewhere = createBackups({ region: 'eu', dir: other, data: join(other, 'data'), port, store });
  withOtherKey = createBackups({
    region: 'eu',
    dir,
    data: join(dir, 'data'),
    port,
    store,
    key: 'another key of the lab, that nobody knows',
  });
  running = await launchPostgres({ dataDir: join(dir, 'data'), logFile: join(dir, 'log'), port, ...(await backups.server()) });
  opened.defer(() => running.stop());
  await prepareDatabase({ databaseUrl: running.database('pharos') });
  sql = openPostgres({ url: running.database('pharos'), max: 1, name: 'test' });
  opened.defer(() => sql.end({ timeout: 1 }));
  for (const words of [['setup'], ['make', '--full'], ['dump'], ['files']]) await backups.run(...words);
  // Two more pieces of the log, with something in them.
  for (const each of [1, 2]) {
    await sql`select pg_logical_emit_message(true, 'test', ${String(each)})`;
    const [row] = await sql<{ piece: string }[]>`select pg_walfile_name(pg_switch_wal()) as piece`;
    await until(`${row!.piece} is archived`, async () => (await piecesOfLog()).some((path) => path.includes(row!.piece)), 60_000);
  }
  await copyAll(store, join(dir, 'whole'));
}, 240_000);
afterAll(() => opened.disposeAsync());

beforeEach(async () => {
  before = await stateOf();
});

// Nothing of the region that runs is touched, whatever was wrong.
afterEach(async () => {
  deepEqual(await stateOf(), before);
  deepEqual(
    (await readdir(join(dir, 'space'))).filter((name) => name.startsWith('pharos-rehearsal')),
    [],
  );
  // What was archived meanwhile stays: without it there would be a hole.
  await copyAll(join(dir, 'whole'), store);
  await ownAll(store);
});

describe('a rehearsal', { timeout: 240_000 }, () => {
  it('of a backup with a damaged file says to take an older one, and to make a whole one now', async () => {
    const [largest] = await bundles();
    const body = await readFile(largest!);
    await writeFile(largest!, body.fill(88, body.length / 2, body.length / 2 + 64));
    expect(await saidBy('rehearse')).toMatch(/a file of this backup is damaged or gone\. Take an older one: .*make --full/);
  });

  it('of a log with a damaged piece names it', async () => {
    const piece = (await piecesOfLog())[2]!;
    const body = await readFile(piece);
    await writeFile(piece, body.fill(88, body.length / 2));
    expect(await saidBy('rehearse')).toMatch(/the archived log is damaged at 0000000100000000000000\w\w: .*make --full/);
  });

  it('of a dump that is cut, lost a part, or its end says so', async () => {
    const [stamp] = await readdir(join(store, 'dumps/eu'));
    const part = join(store, 'dumps/eu', stamp!, 'part-000000');
    await truncate(part, (await stat(part)).size - 100);
    expect(await saidBy('rehearse')).toContain('part-000000 is damaged: take an older one');
    await rm(part);
    expect(await saidBy('rehearse')).toContain('this backup is not whole. Take an older one');
    await copyFile(join(dir, 'whole/dumps/eu', stamp!, 'part-000000'), part);
    await rm(join(store, 'dumps/eu', stamp!, 'manifest'));
    expect(await saidBy('rehearse')).toContain('it has no end, because it is being made or was broken off');
  });
});

describe('a restore', { timeout: 240_000 }, () => {
  beforeEach(async () => {
    await writeFile(join(dir, 'other/pgbackrest/pgbackrest.conf'), await elsewhere.run('config'), { mode: 0o600 });
    await rm(join(dir, 'other/data'), { recursive: true, force: true });
    await mkdir(join(dir, 'other/data'), { mode: 0o700 });
    await ownAll(join(dir, 'other'));
  });
  const said = (...words: string[]) => saidBy('restore', ...words);

  it('to the end of a log with a hole is refused, with the piece that is missing; as far as the hole it is done when asked for', async () => {
    const piece = (await piecesOfLog())[3]!;
    await rm(piece);
    const name = /\w{24}(?=-)/.exec(piece)![0];
    expect(await saidOf(elsewhere, 'restore')).toMatch(
      new RegExp(`the archived log lacks ${name}: .*restore --to-the-hole .*Nothing was changed`),
    );
    expect(await readdir(join(dir, 'other/data'))).toEqual([]);
    expect(await elsewhere.run('restore', '--to-the-hole')).toContain('eu: restored to');
  });

  it('of a backup that is not there, and into a folder that is not empty, says what to do', async () => {
    expect(await saidOf(elsewhere, 'restore', '--from', '20200101-000000F')).toMatch(/npx pharos backup list/);
    await writeFile(join(dir, 'other/data/mine'), 'mine');
    expect(await saidOf(elsewhere, 'restore')).toMatch(/is not empty: .*keep the folder itself\. Nothing was changed/);
    expect(await readdir(join(dir, 'other/data'))).toEqual(['mine']);
  });

  it('under a Postgres that runs is refused', async () => {
    expect(await said()).toMatch(/Postgres runs on .*: stop it first, and Patroni with it\. Nothing was changed/);
  });
});

describe('with another key', { timeout: 240_000 }, () => {
  it.each([['list'], ['make'], ['dump'], ['files'], ['rehearse']])('%s changes nothing, and says that it is the key', async (command) => {
    const there = await everything(store);
    expect(await saidOf(withOtherKey, command)).toContain('BACKUP_KEY is another one than when');
    // A rehearsal has marked the log, which goes on being archived.
    const isLog = (path: string) => path.includes('/archive/');
    expect((await everything(store)).filter((path) => !isLog(path))).toEqual(there.filter((path) => !isLog(path)));
  });

  it('a dump that is fetched leaves no file', async () => {
    const [stamp] = await readdir(join(store, 'dumps/eu'));
    expect(await saidOf(withOtherKey, 'fetch', 'dump', stamp!, '--into', join(dir, 'fetched'))).toContain('BACKUP_KEY is another one');
    expect((await readdir(dir)).filter((name) => name.startsWith('fetched'))).toEqual([]);
  });
});

const saidBy = (...words: string[]) => saidOf(backups, ...words);

/** What a command that must fail complains of. */
async function saidOf(of: Backups, ...words: string[]): Promise<string> {
  const error = await of.run(...words).then(
    (out) => new Error(`it ended as if all were well: ${out}`),
    (thrown: Error) => thrown,
  );
  expect((error.cause as { code?: number } | undefined)?.code).toBe(1);
  // A rehearsal tells of what it did as well, in a line of its own; the last line is the complaint.
  expect(error.message.split('\n').length).toBeLessThanOrEqual(words[0] === 'rehearse' ? 5 : 1);
  return error.message;
}

// One that is still being written has another name.
const piecesOfLog = async () =>
  (await everything(join(store, 'pgbackrest/archive'))).filter((path) => /\/[0-9A-F]{24}-/.test(path) && !path.endsWith('.tmp'));
const bundles = async () => (await everything(join(store, 'pgbackrest/backup'))).filter((path) => path.includes('/bundle/'));

async function everything(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .toSorted();
}

async function copyAll(from: string, to: string): Promise<void> {
  for (const path of await everything(from)) {
    const copy = join(to, relative(from, path));
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(path, copy);
  }
}

async function ownAll(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  chownSync(folder, nobody, nobody);
  for (const each of await readdir(folder, { recursive: true })) chownSync(join(folder, each), nobody, nobody);
}

/** That it runs, and what it says. */
const stateOf = async () => ({ isAlive: running.isAlive(), ...(await sql.begin((tx) => readDigest(tx))) });
