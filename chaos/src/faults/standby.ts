import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchPostgres, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { freePort } from '@pharos/core/launch/port';
import { openPostgres } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import { createLink } from '@pharos/lab/link/link';
import { openTcpLink } from '@pharos/lab/link/tcp-link';
import type { Region } from '@pharos/lab/region';
import { host, postgresDir } from '@pharos/lab/site';
import type { Scene, Step } from '../experiment.ts';
import { baseBackup } from './base-backup.ts';
import { lost } from './copies.ts';
import { mended } from './mended.ts';

// Its way is slow, so that at any moment it lacks what was committed last: that is what "asynchronous" may cost.
const behindMs = 1_000;
const readOnlyMs = 1_000;

const standbys = new WeakMap<Scene, LaunchedPostgres>();

/** A real streaming standby of a region's Postgres, a second behind it. */
export function addStandby(region: string): Step {
  const add = async (scene: Scene) => {
    const primary = scene.world.region(region);
    const dataDir = `${postgresDir(primary.site)}-standby`;
    await baseBackup(primary, dataDir);
    const way = createLink(region, `${region}-standby`, { delayMs: behindMs });
    const door = await openTcpLink({
      out: createLink('', ''),
      back: way,
      target: { host, port: primary.site.postgresPort },
      random: systemRandom,
    });
    scene.defer(() => door[Symbol.asyncDispose]());
    await writeFile(join(dataDir, 'standby.signal'), '');
    await appendFile(
      join(dataDir, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=${host} port=${door.port} user=pharos application_name=standby'\n`,
    );
    const standby = await launchPostgres({ dataDir, logFile: join(primary.site.dir, 'standby.log'), port: await freePort() });
    scene.defer(() => standby.stop());
    standbys.set(scene, standby);
    await untilStreaming(scene, primary);
  };
  return { name: `add an asynchronous standby to postgres in ${region}, ${behindMs / 1000} s behind`, run: add };
}

/** The primary dies, the standby is promoted, and the region's database address leads to it: what a failover manager does. */
export function failOver(region: string): Step {
  const over = async (scene: Scene) => {
    const primary = scene.world.region(region);
    const standby = standbys.get(scene);
    if (!standby) throw new Error('there is no standby');
    const [before] = await primary.sql<{ lsn: string }[]>`select pg_current_wal_lsn()::text as lsn`;
    lost(scene);
    scene.moments.copiedMs = { from: scene.moments.lostMs - behindMs, to: scene.moments.lostMs };
    await primary.part('postgres').kill();
    const address = await openTcpLink({
      out: createLink('', ''),
      back: createLink('', ''),
      target: { host, port: standby.port },
      port: primary.site.postgresPort,
      random: systemRandom,
    });
    scene.defer(() => address[Symbol.asyncDispose]());
    // For a moment the address leads to a server that only reads: managers promote and move in either order.
    await scene.sleep(readOnlyMs);
    const sql = openPostgres({ url: standby.url, max: 1, name: 'lab' });
    scene.defer(() => sql.end({ timeout: 1 }));
    const [at] = await sql<{ lost: number }[]>`select pg_wal_lsn_diff(${before!.lsn}, pg_last_wal_replay_lsn())::int as lost`;
    scene.note(`the standby lacks ${at!.lost} bytes of the primary's log`);
    await sql`select pg_promote(true, 10)`;
    mended(scene);
  };
  return { name: `kill the primary in ${region}, promote the standby, move the address`, run: over };
}

/** After a step that failed: the region must not stay without a primary. */
export function onePrimary(region: string): Step {
  const check = async (scene: Scene) => {
    const standby = standbys.get(scene);
    if (!standby || scene.world.region(region).part('postgres').state() === 'running') return;
    const sql = openPostgres({ url: standby.url, max: 1, name: 'lab' });
    const [standing] = await sql<{ waits: boolean }[]>`select pg_is_in_recovery() as waits`;
    if (standing!.waits) await sql`select pg_promote(true, 10)`;
    await sql.end({ timeout: 1 });
  };
  return { name: `see that ${region} has a primary`, run: check };
}

async function untilStreaming({ world, sleep }: Scene, { sql, name }: Region): Promise<void> {
  const until = world.clock.elapsed() + 10_000;
  for (;;) {
    const rows = await sql`select 1 from pg_stat_replication where state = 'streaming'`;
    if (rows.length > 0) return;
    if (world.clock.elapsed() > until) throw new Error(`the standby of ${name} does not stream`);
    await sleep(50);
  }
}
