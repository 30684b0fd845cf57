import { z } from 'zod';
import type { Demo } from '@pharos/lab/seed';
import type { Region } from '@pharos/lab/region';
import type { World } from '@pharos/lab/world';

/** One write that was acknowledged to its caller: it must never be lost. */
export interface Acknowledged {
  region: string;
  incident: string;
  update: string;
  atMs: number;
  tookMs: number;
}

export interface Load extends AsyncDisposable {
  acknowledged(): Acknowledged[];
  refused(): { region: string; atMs: number; why: string }[];
  /** The slowest of a hundred answers of a region since a moment. */
  p99(region: string, sinceMs: number): number;
  stop(): Promise<void>;
}

const Opened = z.object({ id: z.string(), update: z.string() });
const Posted = z.object({ id: z.string() });

// A caller waits no longer than this: an answer that comes later counts as none.
const answerMs = 5_000;
// A long incident, as people have them; the last update resolves it.
const writesOfIncident = 15;

/** Responders at work in every region at once: incident after incident, each opened, followed up and resolved, at a steady rate. */
export async function startLoad(world: World, demo: Demo, writesPerSecond: number): Promise<Load> {
  const acknowledged: Acknowledged[] = [];
  const refused: { region: string; atMs: number; why: string }[] = [];
  const stop = new AbortController();
  const startedAt = world.clock.elapsed();
  const workers = world.regions.map((region) => respond(region));
  let stopped: Promise<void> | undefined;

  async function respond(region: Region): Promise<void> {
    const pending = new Set<Promise<void>>();
    for (let n = 0; !stop.signal.aborted; n++) {
      const write = writeIncident(region, n).finally(() => pending.delete(write));
      pending.add(write);
      await world.clock.sleep((1000 / writesPerSecond) * writesOfIncident, stop.signal).catch(() => undefined); // stopped
    }
    await Promise.all(pending);
  }

  /** One incident from its opening to its end, at the pace of the load, whatever the answers take. */
  async function writeIncident(region: Region, incidentNumber: number): Promise<void> {
    const mark = `${region.name}-${incidentNumber}`;
    const opened = await timed(region, async () =>
      Opened.parse(await post(region, '/incidents', { title: `Drill ${mark}`, body: `It begins in ${mark}.`, impact: 'minor' })),
    );
    if (!opened) return;
    keep(region, opened.made.id, opened.made.update, opened.tookMs);
    const pending: Promise<void>[] = [];
    for (let n = 1; n < writesOfIncident && !stop.signal.aborted; n++) {
      await world.clock.sleep(1000 / writesPerSecond, stop.signal).catch(() => undefined); // stopped
      const status = n === writesOfIncident - 1 ? 'resolved' : 'investigating';
      pending.push(postUpdate(region, opened.made.id, { status, body: `Update ${n} of ${mark}.` }));
    }
    await Promise.all(pending);
  }

  async function postUpdate(region: Region, incident: string, update: { status: string; body: string }): Promise<void> {
    const posted = await timed(region, async () => Posted.parse(await post(region, `/incidents/${incident}/updates`, update)));
    if (posted) keep(region, incident, posted.made.id, posted.tookMs);
  }

  async function timed<T>(region: Region, write: () => Promise<T>): Promise<{ made: T; tookMs: number } | undefined> {
    const started = world.clock.elapsed();
    try {
      return { made: await write(), tookMs: world.clock.elapsed() - started };
    } catch (error) {
      refused.push({ region: region.name, atMs: started - startedAt, why: (error as Error).message });
      return undefined;
    }
  }

  function keep(region: Region, incident: string, update: string, tookMs: number): void {
    acknowledged.push({ region: region.name, incident, update, atMs: world.clock.elapsed() - startedAt, tookMs });
  }

  async function post(region: Region, path: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${region.urls.api}/v1/pages/${demo.page}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 200)}`);
    return answer.json();
  }

  return {
    acknowledged: () => acknowledged,
    refused: () => refused,
    p99: (region, sinceMs) => {
      const took = acknowledged.filter((each) => each.region === region && each.atMs >= sinceMs).map((each) => each.tookMs);
      return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN;
    },
    stop: () => {
      stop.abort();
      return (stopped ??= Promise.all(workers).then(() => undefined));
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.allSettled(workers);
    },
  };
}
