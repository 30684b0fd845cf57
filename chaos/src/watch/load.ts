import { z } from 'zod';
import type { Demo } from '@pharos/lab/seed';
import type { Region } from '@pharos/lab/region';
import type { World } from '@pharos/lab/world';

/** One write that was acknowledged to its caller: it must never be lost. */
export interface Acknowledged {
  region: string;
  incident: string;
  update: string;
  /** What was said: by this a subscriber tells it from the others. */
  text: string;
  /** When it was first tried, when its answer came, and what the last attempt took. */
  triedMs: number;
  atMs: number;
  tookMs: number;
}

export interface Refused {
  region: string;
  atMs: number;
  why: string;
}

export interface Load extends AsyncDisposable {
  acknowledged(): Acknowledged[];
  /** Attempts that got no good answer; each is tried again with the same key. */
  refused(): Refused[];
  /** Writes that nobody has acknowledged yet, however often they were tried. */
  waiting(): number;
  /** When the load ended; undefined while it goes on. */
  stoppedAtMs(): number | undefined;
  /** No new writes; those under way are brought to their end, as far as they have one. */
  stop(): Promise<void>;
}

const Opened = z.object({ id: z.string(), update: z.string() });
const Posted = z.object({ id: z.string() });

// A caller waits no longer than this: an answer that comes later counts as none.
const answerMs = 5_000;
// A refused caller tries again after this, with the same key.
const againMs = 500;
// After the end of the load a caller still tries for so long.
const lastTriesMs = 10_000;
// A long incident, as people have them; the last update resolves it.
const writesOfIncident = 15;

/** Responders at work in every region at once: incident after incident, each opened, followed up and resolved, at a steady rate. */
export async function startLoad(world: World, demo: Demo, writesPerSecond: number): Promise<Load> {
  const acknowledged: Acknowledged[] = [];
  const refused: Refused[] = [];
  const stop = new AbortController();
  const giveUp = new AbortController();
  const elapsed = () => world.clock.elapsed();
  const sleepUnless = (ms: number, signal: AbortSignal) => world.clock.sleep(ms, signal).catch(() => undefined); // stopped
  let waiting = 0;
  const workers = world.regions.map((region) => respond(region));
  let stopped: Promise<void> | undefined;
  let stoppedAtMs: number | undefined;

  async function respond(region: Region): Promise<void> {
    const pending = new Set<Promise<void>>();
    for (let n = 0; !stop.signal.aborted; n++) {
      const write = writeIncident(region, n).finally(() => pending.delete(write));
      pending.add(write);
      await sleepUnless((1000 / writesPerSecond) * writesOfIncident, stop.signal);
    }
    await Promise.all(pending);
  }

  /** One incident from its opening to its end, at the pace of the load, whatever the answers take. */
  async function writeIncident(region: Region, incidentNumber: number): Promise<void> {
    const mark = `${region.name}-${incidentNumber}`;
    const text = `It begins in ${mark}.`;
    const opened = await persist(region, `open ${mark}`, async (key) =>
      Opened.parse(await post(region, '/incidents', key, { title: `Drill ${mark}`, body: text, impact: 'minor' })),
    );
    if (!opened) return;
    keep(region, { incident: opened.made.id, update: opened.made.update, text, ...opened.times });
    const pending: Promise<void>[] = [];
    for (let n = 1; n < writesOfIncident && !stop.signal.aborted; n++) {
      await sleepUnless(1000 / writesPerSecond, stop.signal);
      const status = n === writesOfIncident - 1 ? 'resolved' : 'investigating';
      pending.push(postUpdate(region, opened.made.id, `${mark} ${n}`, { status, body: `Update ${n} of ${mark}.` }));
    }
    await Promise.all(pending);
  }

  async function postUpdate(region: Region, incident: string, name: string, update: { status: string; body: string }): Promise<void> {
    const posted = await persist(region, name, async (key) =>
      Posted.parse(await post(region, `/incidents/${incident}/updates`, key, update)),
    );
    if (posted) keep(region, { incident, update: posted.made.id, text: update.body, ...posted.times });
  }

  /** Tries until it is acknowledged: the same key each time, so that it is one write however often it arrived. */
  async function persist<T>(
    region: Region,
    name: string,
    write: (key: string) => Promise<T>,
  ): Promise<{ made: T; times: Pick<Acknowledged, 'triedMs' | 'tookMs'> } | undefined> {
    waiting += 1;
    const triedMs = elapsed();
    while (!giveUp.signal.aborted) {
      const startedAt = elapsed();
      try {
        const made = await write(`drill ${name}`);
        waiting -= 1;
        return { made, times: { triedMs, tookMs: elapsed() - startedAt } };
      } catch (error) {
        refused.push({ region: region.name, atMs: startedAt, why: (error as Error).message });
        await sleepUnless(againMs, giveUp.signal);
      }
    }
    return undefined;
  }

  function keep(region: Region, write: Omit<Acknowledged, 'region' | 'atMs'>): void {
    acknowledged.push({ region: region.name, ...write, atMs: elapsed() });
  }

  async function post(region: Region, path: string, key: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${region.urls.api}/v1/pages/${demo.page}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 200)}`);
    return answer.json();
  }

  const end = async () => {
    stoppedAtMs = elapsed();
    stop.abort();
    const late = setTimeout(() => giveUp.abort(), lastTriesMs);
    await Promise.allSettled(workers);
    clearTimeout(late);
  };
  return {
    acknowledged: () => acknowledged,
    refused: () => refused,
    waiting: () => waiting,
    stoppedAtMs: () => stoppedAtMs,
    stop: () => (stopped ??= end()),
    [Symbol.asyncDispose]: () => {
      giveUp.abort();
      return (stopped ??= end());
    },
  };
}
