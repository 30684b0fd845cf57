import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFileStore } from '@pharos/core/outside/object-store-files';
import { readConfig } from '@pharos/core/config';
import { advice, whyNotOpen } from './advice.ts';
import { readCommand } from './commands.ts';
import { backupConfig } from './config.ts';
import { makeFiles, restoreFiles } from './files.ts';
import { holesIn } from './log-holes.ts';
import { compare } from './mark.ts';
import { demandKey, fetchSealed, getSealed, listBrokenOff, listWhole, prune, putSealed } from './parts.ts';
import { archiveSettings, pgbackrestConfig } from './pgbackrest-config.ts';
import { expired, stampOf, timeOf } from './retention.ts';
import { seal, unseal } from './sealed.ts';
import { connectionOf, sayingOf } from './tools.ts';

const key = 'a passphrase that is long enough for anybody';
const env = {
  REGION: 'eu',
  DATABASE_URL: 'postgres://pharos@db-1:5433,db-2:5433/pharos',
  BACKUP_URL: 's3://pharos-backups-us/eu',
  BACKUP_S3_REGION: 'us-east-1',
  BACKUP_KEY: key,
  BACKUP_PG_DATA: '/var/lib/postgresql/pharos/data',
};
const day = 86_400_000;
const place = { BACKUP_URL: 's3://b/p', BACKUP_PG_DATA: '/data' };

it('pgBackRest is told where, how encrypted, and for how long: seven days of any moment, thirty of daily backups', () => {
  const text = pgbackrestConfig(readConfig(backupConfig, env));
  for (const line of [
    'repo1-type=s3',
    'repo1-path=/eu/pgbackrest',
    'repo1-s3-bucket=pharos-backups-us',
    'repo1-s3-endpoint=s3.us-east-1.amazonaws.com',
    'repo1-s3-key-type=auto',
    'repo1-cipher-type=aes-256-cbc',
    `repo1-cipher-pass=${key}`,
    'repo1-retention-full-type=time',
    'repo1-retention-full=30',
    'repo1-retention-archive-type=diff',
    'repo1-retention-archive=8',
    '[eu]',
    'pg1-path=/var/lib/postgresql/pharos/data',
    'pg1-port=5433',
  ])
    expect(text.split('\n')).toContain(line);
});

it('a folder and a store of one’s own are configured as such', () => {
  const of = (more: Record<string, string>) => pgbackrestConfig(readConfig(backupConfig, { ...env, ...more }));
  expect(of({ BACKUP_URL: 'file:///mnt/backups' })).toContain('repo1-type=posix\nrepo1-path=/mnt/backups/pgbackrest\n');
  const own = of({
    BACKUP_S3_ENDPOINT: 'https://minio.example:9000',
    BACKUP_S3_ACCESS_KEY_ID: 'id',
    BACKUP_S3_SECRET_ACCESS_KEY: 'secret',
  });
  expect(own).toContain('repo1-s3-endpoint=minio.example:9000\nrepo1-s3-uri-style=path\nrepo1-s3-key=id\nrepo1-s3-key-secret=secret\n');
  expect(archiveSettings('eu', '/etc/p.conf')['archive_command']).toBe('pgbackrest --config=/etc/p.conf --stanza=eu archive-push %p');
});

it('a missing or short key is one line that names the variable, and does not show it', () => {
  expect(() => readConfig(backupConfig, { ...env, BACKUP_KEY: 'short' })).toThrow(/^set the environment right: BACKUP_KEY is "\(hidden\)"/);
});

it('what has had its time goes, and never the newest', () => {
  const now = Date.parse('2026-11-29T02:00:00Z');
  const stamps = [100, 91, 89, 1].map((days) => stampOf(now - days * day));
  expect(expired(stamps, now, 90)).toEqual(stamps.slice(0, 2));
  expect(expired([stampOf(now - 400 * day)], now, 90)).toEqual([]);
  expect(timeOf(stampOf(now))).toBe(now);
});

it('what is sealed opens with its key under its name, as it was, and not otherwise', () => {
  const sealed = seal(Buffer.from('a secret'), key, 'files/eu/1');
  expect(Buffer.from(unseal(sealed, key, 'files/eu/1')).toString()).toBe('a secret');
  expect(Buffer.from(sealed).includes('secret')).toBe(false);
  expect(() => unseal(sealed, `${key}!`, 'files/eu/1')).toThrow('BACKUP_KEY is another one');
  expect(() => unseal(sealed, key, 'files/eu/2')).toThrow('does not open');
  const damaged = sealed.with(40, sealed[40]! ^ 1);
  expect(() => unseal(damaged, key, 'files/eu/1')).toThrow('or it is damaged. Nothing was changed');
  expect(() => unseal(sealed.slice(0, 20), key, 'files/eu/1')).toThrow('files/eu/1 is damaged');
});

it('a backup in parts is listed once it is whole, read back as it was, and pruned; one that lacks a part says so', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-parts-'));
  await using store = openFileStore(dir);
  async function* pieces(text: string) {
    yield Buffer.from(text);
  }
  const read = async (folder: string) => {
    const all: Uint8Array[] = [];
    for await (const piece of getSealed(store, key, folder)) all.push(piece);
    return Buffer.concat(all).toString();
  };
  const now = Date.parse('2026-11-29T02:00:00Z');
  const [old, young] = [stampOf(now - 91 * day), stampOf(now - day)];
  for (const stamp of [old, young]) await putSealed(store, key, `dumps/eu/${stamp}`, pieces(stamp), () => ({ digest: 'd', docs: 1 }));
  const broken = async function* () {
    yield Buffer.from('half');
    throw new Error('the dump broke off');
  };
  await expect(putSealed(store, key, `dumps/eu/${stampOf(now)}`, broken(), () => ({}))).rejects.toThrow('broke off');
  expect(await listWhole(store, 'dumps/eu')).toEqual([old, young]);
  expect(await listBrokenOff(store, 'dumps/eu')).toEqual([]); // nothing of it was large enough to be put
  expect(await read(`dumps/eu/${young}`)).toBe(young);
  expect(await prune(store, 'dumps/eu', now, 90)).toEqual([old]);
  expect(await store.list(`dumps/eu/${old}/`, { limit: 10 })).toEqual([]);
  await store.delete(`dumps/eu/${young}/part-000000`);
  await expect(read(`dumps/eu/${young}`)).rejects.toThrow('this backup is not whole. Take an older one');
  await rm(dir, { recursive: true });
});

it('a dump whose part is damaged leaves no file that could be taken for it, and is not laid to the key', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-damaged-'));
  await using store = openFileStore(join(dir, 'store'));
  async function* pieces() {
    yield Buffer.from('a dump');
  }
  await putSealed(store, key, 'dumps/eu/1', pieces(), () => ({}));
  await fetchSealed(store, key, 'dumps/eu/1', join(dir, 'whole'));
  expect(await readFile(join(dir, 'whole'), 'utf8')).toBe('a dump');
  const name = 'dumps/eu/1/part-000000';
  const body = await store.get(name);
  await store.put(name, body!.slice(0, -3));
  await expect(fetchSealed(store, key, 'dumps/eu/1', join(dir, 'damaged'))).rejects.toThrow(
    `${name} is damaged: take an older one (npx pharos backup list), and make another now`,
  );
  expect((await readdir(dir)).toSorted()).toEqual(['store', 'whole']);
  await store.delete('dumps/eu/1/manifest');
  expect(await listBrokenOff(store, 'dumps/eu')).toEqual(['1']);
  await rm(dir, { recursive: true });
});

it('nothing is made under another key than what is there, and one damaged thing is no reason to make nothing', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-key-'));
  await using store = openFileStore(dir);
  async function* pieces() {
    yield Buffer.from('a dump');
  }
  await demandKey(store, key, 'dumps/eu');
  for (const stamp of ['1', '2']) await putSealed(store, key, `dumps/eu/${stamp}`, pieces(), () => ({}));
  await expect(demandKey(store, `${key}!`, 'dumps/eu')).rejects.toThrow('none of the last in dumps/eu opens: BACKUP_KEY is another one');
  await store.put('dumps/eu/2/manifest', Buffer.from('rubbish'));
  await demandKey(store, key, 'dumps/eu');
  await rm(dir, { recursive: true });
});

it('a hole in the archived log is found by the names of its pieces, across timelines and logs', () => {
  const piece = (name: string) => `0000000100000000/${name}-${'a'.repeat(40)}.zst`;
  const names = ['0000000100000000000000FE', '0000000100000000000000FF', '000000020000000100000000', '000000020000000100000002'].map(piece);
  expect(holesIn([...names, '0000000100000000/0000000100000000000000FE.00000028.backup'], '0000000100000000000000FE')).toEqual([
    '000000010000000100000001',
  ]);
  expect(holesIn(names.slice(0, 3), '0000000100000000000000FE')).toEqual([]);
  expect(holesIn(names.slice(1, 3), '0000000100000000000000FD')).toEqual(['0000000100000000000000FD', '0000000100000000000000FE']);
});

it('files of configuration come back elsewhere, with their rights', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-files-'));
  await using store = openFileStore(join(dir, 'store'));
  await writeFile(join(dir, 'api.env'), 'API_KEY=1', { mode: 0o600 });
  await makeFiles([join(dir, 'api.env')], key, store, 'files/eu/now');
  const [path] = await restoreFiles(key, store, 'files/eu/now', join(dir, 'into'));
  expect(await readFile(path!, 'utf8')).toBe('API_KEY=1');
  expect((await stat(path!)).mode & 0o777).toBe(0o600);
  await expect(makeFiles([join(dir, 'absent')], key, store, 'files/eu/then')).rejects.toThrow('of BACKUP_FILES cannot be read');
  await rm(dir, { recursive: true });
});

it('a copy is compared where nobody wrote around the mark', () => {
  const of = (...buckets: string[]) => ({ vv: {}, digest: '', docs: 0, buckets });
  const [before, after] = [of('a', 'b', 'c'), of('a', 'b', 'x')];
  expect(compare({ before, after }, of('a', 'b', 'c'))).toEqual({ compared: 2, moving: 1, different: 0 });
  expect(compare({ before, after }, of('a', 'z', 'x'))).toEqual({ compared: 2, moving: 1, different: 1 });
});

it.each([
  [['make'], { command: 'make', isFull: false }],
  [['make', '--full'], { command: 'make', isFull: true }],
  [['restore', '--from', '20261129-115820F', '--to-the-hole'], { command: 'restore', from: '20261129-115820F', isToTheHole: true }],
  [['restore', '--at', '2026-11-29 11:58:00+00'], { command: 'restore', at: '2026-11-29 11:58:00+00' }],
  [['fetch', 'dump', '2026-11-29T02-10-00Z', '--into', '/tmp/x'], { command: 'fetch', into: '/tmp/x' }],
])('reads %j', (words, asked) => {
  expect(readCommand(words)).toMatchObject(asked);
});

it.each([[['mak']], [['make', 'all']], [['fetch', 'dump']], [['fetch', 'wal', 'x', '--into', '/x']], [['make', '--fast']]])(
  'refuses %j',
  (words) => {
    expect(readCommand(words)).toBeUndefined();
  },
);

it('a tool that fails is told in one line that says what to do', () => {
  const complaint = 'WARN: x\nERROR: [095]: unable to flush\n       HINT: is the key right?\n';
  expect(sayingOf(complaint)).toBe('[095]: unable to flush');
  expect(advice(`pgbackrest restore failed: ${sayingOf(complaint)}`, place)).toContain('BACKUP_KEY is another one');
  expect(advice('pgbackrest check failed: [082]: WAL segment was not archived', place)).toContain('npx pharos backup settings');
  for (const fault of [
    "[026]: raised from local-2 protocol: error restoring 'base/5/2838': actual checksum 'a' does not match expected checksum 'b'",
    '[095]: raised from local-2 protocol: unable to flush',
    "[055]: raised from local-2 protocol: unable to open missing file '/b/backup/eu/20261129-115820F/bundle/1' for read",
  ])
    expect(advice(`pgbackrest restore failed: ${fault}`, place)).toMatch(/^a file of this backup is damaged or gone\. Take an older one/);
  expect(advice("pgbackrest restore failed: [055]: unable to open missing file '/etc/p.conf' for read", place)).toContain(
    'npx pharos backup config > /etc/p.conf',
  );
  expect(advice('pgbackrest info failed: [999]: other', place)).toBe('pgbackrest info failed: [999]: other');
});

it('a restored server that does not open is told by what is wrong with its log', () => {
  const restored = 'LOG:  restored log file "000000010000000000000003" from archive\n';
  const short = 'FATAL:  recovery ended before configured recovery target was reached';
  expect(whyNotOpen(restored + short)).toContain('has a hole behind 000000010000000000000003: ');
  expect(whyNotOpen(short)).toContain('lacks what the backup begins with: ');
  expect(whyNotOpen(`${restored}ERROR: [042]: unable to get 000000010000000000000004:\n${short}`)).toContain(
    'is damaged at 000000010000000000000004: no moment after it',
  );
  expect(whyNotOpen('FATAL: could not map anonymous shared memory')).toBeUndefined();
});

it('no password stands on a command line, and of several servers the primary is asked', () => {
  const primary = { PGTARGETSESSIONATTRS: 'primary' };
  expect(connectionOf('postgres://pharos:p%40ss%2Fw@db-1:5433,db-2:5433/pharos?a=b')).toEqual({
    url: 'postgres://pharos@db-1:5433,db-2:5433/pharos?a=b',
    env: { ...primary, PGPASSWORD: 'p@ss/w' },
  });
  expect(connectionOf(env.DATABASE_URL)).toEqual({ url: env.DATABASE_URL, env: primary });
});
