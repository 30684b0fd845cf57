import type { Clock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { systemRandom } from '@pharos/core/random';
import { createWriter } from '@pharos/crdt-sync';
import type { Change } from '@pharos/resources/registry';
import { host } from '../host.ts';
import { observerKit } from '../observer-kit.ts';
import type { Site } from '../site.ts';
import { pastIncident, pastPage, pastPoints, pastSubscriber, updatesOfIncident, type PastPage } from './past.ts';

export interface FillOptions {
  /** Until its tables hold so much, without the log. */
  bytes: number;
  /** Told each ten seconds or so. */
  onProgress(filled: Filled): void;
  signal: AbortSignal;
}

type Place = Pick<Site, 'region' | 'number' | 'databaseUrl' | 'natsPort'>;

export interface Filled {
  bytes: number;
  documents: number;
  incidents: number;
  subscribers: number;
  points: number;
}

const componentsOfPage = 5;
const metricsOfPage = 1;
const incidentsOfPage = 200;
const subscribersOfIncident = 1;
// So many lines of work beside each other fill the writer's groups, and leave something of two cores to whoever applies it elsewhere.
const linesAtOnce = 24;
const connections = 6;
const lookMs = 10_000;
const againMs = 500;

/** Gives a region of real servers the data of years: by its own write path, so that its peers have it by the mesh, as they have all else. */
export async function fillRegion(site: Place, { bytes, onProgress, signal }: FillOptions): Promise<Filled> {
  await using opened = new AsyncDisposableStack();
  const kit = observerKit(site.region, site.number);
  const sql = openPostgres({ url: site.databaseUrl, max: connections, name: 'lab history' });
  opened.defer(() => sql.end({ timeout: 1 }));
  const bus = opened.use(connectNats({ url: `nats://${host}:${site.natsPort}`, name: 'lab history', onError: () => undefined }));
  const writer = opened.use(createWriter(kit, { sql, bus }));
  const past = { now: kit.clock.now(), random: systemRandom };

  let filled = await weighed(sql);
  const isFull = () => filled.bytes >= bytes || signal.aborted;
  const looking = setInterval(() => {
    void weighed(sql).then(
      (now) => onProgress((filled = now)),
      () => undefined, // what is wrong with the database is told by those who write to it
    );
  }, lookMs);
  opened.defer(() => clearInterval(looking));
  let number = 0;
  // Each has a page of its own: what is on one page is locked one after the other.
  const line = async () => {
    while (!isFull()) {
      const page: PastPage = { page: newId(), components: ids(componentsOfPage), metrics: ids(metricsOfPage) };
      await write(pastPage(page, (number += 1)));
      const measured = page.metrics.flatMap((metric) => pastPoints(page, metric, past));
      const measuredEvery = Math.ceil(incidentsOfPage / measured.length);
      for (let at = 0; at < incidentsOfPage && !isFull(); at++) {
        if (at % measuredEvery === 0) await write(measured.splice(0, 1));
        await write([
          ...pastIncident(page, { incident: newId(), updates: ids(updatesOfIncident) }, past),
          ...ids(subscribersOfIncident).map((id) => pastSubscriber(page, id, systemRandom)),
        ]);
      }
    }
  };
  const write = async (changes: Change[]) => {
    for (const change of changes) await persist(() => writer.write(change, { actor: 'lab' }), kit.clock, signal);
  };
  await Promise.all(Array.from({ length: linesAtOnce }, line));
  signal.throwIfAborted();
  return weighed(sql);
}

/** What has to be made again when it is lost: the log of a region is its own, and what was told lately is told by nobody else. */
export async function weighed(sql: Sql): Promise<Filled> {
  const [row] = await sql<(Omit<Filled, 'bytes'> & { bytes: string })[]>`
    select
      (select sum(pg_total_relation_size(oid)) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname !~ '^(log|page_event|outbox|notify_job|audit)(_|$)') as bytes,
      (select count(*)::int from doc where hash <> ''::bytea) as documents, (select count(*)::int from incident) as incidents,
      (select count(*)::int from subscription) as subscribers, (select count(*)::int from metric_point) as points`;
  return { ...row!, bytes: Number(row!.bytes) };
}

/** What had to wait too long is asked again, as an import does. */
async function persist(write: () => Promise<unknown>, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return void (await write());
    } catch (error) {
      if (!(error instanceof Problem && (error.code === 'unavailable' || error.code === 'limit'))) throw error;
      await clock.sleep(againMs, signal);
    }
  }
}

function ids(count: number): string[] {
  return Array.from({ length: count }, () => newId());
}
