import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '@pharos/core/outside/object-store';
import type { Sql } from '@pharos/core/outside/postgres';
import { z } from 'zod';
import type { BackupSettings } from './config.ts';
import { readFiles } from './files.ts';
import { compare, digestOf, markLog } from './mark.ts';
import { getManifest, getSealed, listBrokenOff, listWhole } from './parts.ts';
import { stampOf } from './retention.ts';
import { openSpace, startRestored, type Restored } from './restored.ts';
import { finish, openPgbackrest, postgresBin, start, type Owner } from './tools.ts';

export interface Rehearsal {
  settings: BackupSettings;
  owner: Owner;
  store: ObjectStore;
  now: number;
  say(line: string): void;
}

// What is promised of a restore after a corruption: see docs/disaster-recovery.md.
const promisedMs = 3_600_000;
const DumpSaid = z.object({ digest: z.string(), docs: z.number() });

/** Restores everything that there is beside the running database, and answers whether all of it says the same as it did. */
export async function rehearse({ settings, owner, store, now, say }: Rehearsal): Promise<boolean> {
  const mark = await markLog(settings.DATABASE_URL, `pharos-rehearsal-${stampOf(now)}`);
  say(`marked the log: ${mark.after.docs} documents, digest ${mark.after.digest}`);
  await using pgbackrest = await openPgbackrest(settings, owner);
  await using space = await openSpace(settings.BACKUP_SPACE, owner);
  const data = join(space.dir, 'data');
  const began = performance.now();
  const target = ['--type=name', `--target=${mark.name}`, '--target-action=promote', '--archive-mode=off', '--no-delta'];
  await pgbackrest.run('restore', `--pg1-path=${data}`, ...target);
  const copiedMs = performance.now() - began;
  const { username, pathname } = new URL(settings.DATABASE_URL.replace(/,[^/]*/, ''));
  await using restored = await startRestored(space.dir, data, owner, pathname.slice(1));
  const tookMs = performance.now() - began;
  const copy = await digestAt(restored.open(username, pathname.slice(1)));
  const found = compare(mark, copy);
  const isEqual = found.different === 0 && found.compared > 0;
  say(
    `restored to the mark: ${copy.docs} documents, digest ${copy.digest}: ${isEqual ? 'the same' : `${found.different} of 256 parts DIFFER`}` +
      (found.moving > 0 ? `; ${found.moving} parts were written to meanwhile and are not compared` : ''),
  );
  say(`took ${seconds(tookMs)} s (${seconds(copiedMs)} s of copying); promised ${promisedMs / 60_000} minutes`);
  const isDumpEqual = await rehearseDump({ settings, owner, store, say }, restored, username);
  const areFilesWhole = await rehearseFiles(settings, store, say);
  return isEqual && tookMs <= promisedMs && isDumpEqual && areFilesWhole;
}

/** The newest dump, into a database of its own on the server that was restored. */
async function rehearseDump({ settings, owner, store, say }: Omit<Rehearsal, 'now'>, restored: Restored, user: string): Promise<boolean> {
  const prefix = `dumps/${settings.REGION}`;
  const [brokenOff] = await listBrokenOff(store, prefix);
  if (brokenOff !== undefined) {
    say(
      `dump of ${brokenOff}: it has no end, because it is being made or was broken off, or the store lost it. Make another: npx pharos backup dump`,
    );
    return false;
  }
  const stamp = (await listWhole(store, prefix)).at(-1);
  if (stamp === undefined) {
    say('there is no dump yet: npx pharos backup dump');
    return true;
  }
  const folder = `${prefix}/${stamp}`;
  const said = DumpSaid.parse((await getManifest(store, settings.BACKUP_KEY, folder)).about);
  const admin = restored.open(user, 'postgres');
  try {
    await admin`create database rehearsal_of_dump`;
  } finally {
    await admin.end({ timeout: 1 });
  }
  const url = restored.url(user, 'rehearsal_of_dump');
  const child = start(
    owner,
    `${postgresBin()}/pg_restore`,
    ['--no-owner', '--exit-on-error', `--dbname=${url}`],
    ['pipe', 'ignore', 'pipe'],
  );
  const ended = finish(child, 'pg_restore');
  ended.catch(() => undefined); // told below
  // One that ends early closes its end: its own word says why.
  await pipeline(Readable.from(getSealed(store, settings.BACKUP_KEY, folder)), child.stdin!).catch((error: unknown) => {
    if ((error as { code?: string }).code !== 'EPIPE') {
      child.kill();
      throw error;
    }
  });
  await ended;
  const copy = await digestAt(restored.open(user, 'rehearsal_of_dump'));
  const isEqual = copy.digest === said.digest;
  say(`dump of ${stamp}: ${copy.docs} documents, digest ${copy.digest}: ${isEqual ? 'the same' : `DIFFERS from ${said.digest}`}`);
  return isEqual;
}

async function rehearseFiles({ REGION, BACKUP_KEY }: BackupSettings, store: ObjectStore, say: (line: string) => void): Promise<boolean> {
  const prefix = `files/${REGION}`;
  const stamp = (await listWhole(store, prefix)).at(-1);
  if (stamp === undefined) {
    say('no file of configuration is backed up yet: set BACKUP_FILES, and npx pharos backup files');
    return true;
  }
  const files = await readFiles(BACKUP_KEY, store, `${prefix}/${stamp}`);
  say(`files of ${stamp}: ${files.length} of configuration and secrets open`);
  return true;
}

async function digestAt(sql: Sql) {
  try {
    return await digestOf(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
