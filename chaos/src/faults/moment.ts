import { appendFile, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Region } from '@pharos/lab/region';
import { postgresDir } from '@pharos/lab/site';
import type { Scene, Step } from '../experiment.ts';
import { baseBackup } from './base-backup.ts';
import { copying, lost } from './copies.ts';
import { mended } from './mended.ts';
import { copyVolume } from './postgres.ts';

// A segment of the log is archived when it is full, or this old: so much of a quiet database's log may be missing in the archive.
const archiveEveryS = 1;
const heardMsMax = 10_000;
const recoveredMsMax = 30_000;
const lookMs = 50;

const moments = new WeakMap<Scene, string>();

/** What every database in production has: its write-ahead log goes to an archive, and now and then a base backup. */
export function archiveLog(region: string): Step {
  const archive = async ({ world }: Scene) => {
    const of = world.region(region);
    const dir = archiveDir(of);
    await mkdir(dir, { recursive: true });
    await chmod(dir, 0o777); // the server writes there, and may be another user
    // Half a segment under its name would be taken for a whole one: it gets its name at the end.
    const command = `cp "%p" "${dir}/%f.part" && mv "${dir}/%f.part" "${dir}/%f"`;
    for (const [name, value] of [
      ['archive_mode', 'on'],
      ['archive_timeout', `${archiveEveryS}s`],
      ['archive_command', command],
    ])
      await of.sql.unsafe(`alter system set ${name} = '${value}'`); // a setting cannot be a parameter
    await of.part('postgres').stop();
    await of.part('postgres').start();
    await baseBackup(of, baseDir(of));
  };
  return { name: `archive the log of postgres in ${region}, and make a base backup`, run: archive };
}

/** The moment to which the database will be put back. */
export function rememberMoment(region: string): Step {
  const remember = async (scene: Scene) => {
    const [row] = await scene.world.region(region).sql<{ now: string }[]>`select clock_timestamp()::text as now`;
    moments.set(scene, row!.now);
  };
  return { name: `remember this moment of ${region}`, run: copying(remember) };
}

/** Nobody writes there any more, and what was written has reached a peer: what is put back then costs nothing. */
export function stopWriting(region: string): Step {
  const stop = async ({ world, sleep }: Scene) => {
    const { sql, part } = world.region(region);
    const peers = world.regions.filter(({ name }) => name !== region);
    await part('api').stop();
    const isHeard = async () => {
      const [waiting] = await sql<{ count: number }[]>`select count(*)::int as count from outbox`;
      const own = await sql<{ origin: number; seq: number }[]>`select origin, seq from vv where origin in (select origin from incarnation)`;
      const heard = await Promise.all(
        peers.map((peer) =>
          peer.sql<{ origin: number; seq: number }[]>`select origin, seq from vv`.then(
            (rows) => new Map(rows.map((row) => [row.origin, row.seq])),
          ),
        ),
      );
      return waiting!.count === 0 && own.every(({ origin, seq }) => heard.some((vv) => (vv.get(origin) ?? 0) >= seq));
    };
    const until = world.clock.elapsed() + heardMsMax;
    while (!(await isHeard())) {
      if (world.clock.elapsed() > until) throw new Error(`the peers of ${region} do not get what it wrote`);
      await sleep(lookMs);
    }
  };
  return { name: `stop the api of ${region}, and wait until its peers have all that it wrote`, run: stop };
}

/** The volume is thrown away; the base backup plays the archived log back up to the remembered moment, and opens a new timeline. */
export function restoreMoment(region: string): Step {
  const restore = async (scene: Scene) => {
    const of = scene.world.region(region);
    const moment = moments.get(scene);
    if (moment === undefined) throw new Error('no moment is remembered');
    const data = postgresDir(of.site);
    lost(scene);
    await of.part('postgres').kill();
    await rm(data, { recursive: true });
    await copyVolume(baseDir(of), data);
    await writeFile(join(data, 'recovery.signal'), '');
    await appendFile(
      join(data, 'postgresql.auto.conf'),
      [
        `restore_command = 'cp "${archiveDir(of)}/%f" "%p"'`,
        `recovery_target_time = '${moment}'`,
        "recovery_target_action = 'promote'",
        '',
      ].join('\n'),
    );
    await of.part('postgres').start();
    await untilOpen(scene, of);
    const [at] = await of.sql<{ timeline: string }[]>`select left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline`;
    scene.note(`it is as it was at ${moment}, on timeline ${Number.parseInt(at!.timeline, 16)}`);
    await of.part('api').start();
    mended(scene);
  };
  return { name: `throw the volume of postgres in ${region} away and restore it to that moment`, run: restore };
}

async function untilOpen({ world, sleep }: Scene, { sql, name }: Region): Promise<void> {
  const until = world.clock.elapsed() + recoveredMsMax;
  const isOpen = async () => !(await sql<{ waits: boolean }[]>`select pg_is_in_recovery() as waits`)[0]!.waits;
  while (!(await isOpen().catch(() => false))) {
    // An error is a server that is still busy with its log; one that will not come is told by the limit.
    if (world.clock.elapsed() > until) throw new Error(`postgres in ${name} does not come back to that moment`);
    await sleep(lookMs);
  }
}

function archiveDir({ site }: Region): string {
  return join(site.dir, 'archive');
}

function baseDir({ site }: Region): string {
  return `${postgresDir(site)}-base`;
}
