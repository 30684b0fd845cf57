import { z } from 'zod';
import { covers, decodeVersion } from '@pharos/core/version';
import type { Demo } from '@pharos/lab/seed';
import type { World } from '@pharos/lab/world';
import { createSseParser } from '@pharos/core/testing/sse';

/** Several people in each region who have the page open, with nothing but what docs/live.md says. */
export interface Readers extends AsyncDisposable {
  /** All that the readers saw. */
  seen(): Seen[];
  /** Updates that all of a region's readers have on their screens by now, by whatever way. */
  onScreen(region: string): Set<string>;
  /** How often a reader had to take the page anew, and how often its stream broke. */
  resets(): number;
  breaks(): number;
  /** Streams that ended since then, broken or closed. */
  breaksSince(atMs: number): number;
  /** Events whose id does not hold more than what their reader had seen, each in a few words. */
  wrongIds(): string[];
}

/** One update that came to a reader by its stream. */
export interface Seen {
  region: string;
  /** Which of the region's readers. */
  reader: number;
  update: string;
  atMs: number;
  /** How often this reader had taken the page anew before: after that it may rightly be told again. */
  anew: number;
}

const Updates = z.array(z.object({ updates: z.array(z.object({ id: z.string() })) }));
const View = z.object({ version: z.string(), incidents: Updates });
const Event = z.object({
  version: z.string(),
  facts: z.array(z.looseObject({ type: z.string(), update: z.string().optional() })).optional(),
  patch: z.object({ incidents: Updates }).optional(),
  reason: z.string().optional(),
});

// In each region: enough that they sit on more than one thread, or gateway.
const readersEach = 4;
// How soon a broken stream is tried again: a browser's waits are longer, and would be what is measured.
const againMs = 500;
// A stream says something every 15 s; a gateway that is dead without a word is found out by this.
const silentMsMax = 20_000;

export function startReaders(world: World, demo: Demo): Readers {
  const stop = new AbortController();
  const seen: Seen[] = [];
  const screens = new Map(world.regions.map(({ name }) => [name, Array.from({ length: readersEach }, () => new Set<string>())]));
  const wrongIds: string[] = [];
  let resets = 0;
  const ends: number[] = [];
  let breaks = 0;

  const show = (screen: Set<string>, incidents: z.infer<typeof Updates>) => {
    for (const { updates } of incidents) for (const { id } of updates) screen.add(id);
  };
  const get = async (url: string, headers: Record<string, string> = {}, limitMs?: number): Promise<Response> => {
    const limit = limitMs === undefined ? [] : [AbortSignal.timeout(limitMs)];
    const answer = await fetch(url, { headers, signal: AbortSignal.any([stop.signal, ...limit]) });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw new Error(`${url} says ${answer.status}`);
  };
  /** The page as it is now: what a browser loads first, and after a reset. */
  const load = async (region: string, screen: Set<string>): Promise<string> => {
    const { urls } = world.region(region);
    const view = View.parse(await (await get(`${urls.page}/p/${demo.page}/view.json`, {}, 5_000)).json());
    show(screen, view.incidents);
    return view.version;
  };
  const follow = async (region: string, reader: number): Promise<void> => {
    const screen = screens.get(region)![reader]!;
    let version: string | undefined;
    let anew = 0;
    // In this stream: only then may it tell of what is on the screen already.
    let hasTaken = false;
    const take = async (event: string, data: string, id: string | undefined) => {
      const told = Event.parse(JSON.parse(data));
      if (event === 'reset') {
        resets += 1;
        anew += 1;
        hasTaken = true;
        version = await load(region, screen);
        return;
      }
      if (event !== 'change') return;
      const order = orderOf(id, version);
      if (order !== 'newer' && !hasTaken) wrongIds.push(`${region} ${reader}: ${id} is ${order} at ${version}`);
      if (order === 'beside') throw new Error('the View holds what this stream does not: begin anew');
      if (order === 'older') return;
      version = id;
      show(screen, told.patch?.incidents ?? []);
      for (const { type, update } of told.facts ?? []) {
        if (type === 'incident-updated' && update !== undefined) seen.push({ region, reader, update, atMs: world.clock.elapsed(), anew });
      }
    };
    while (!stop.signal.aborted) {
      try {
        version ??= await load(region, screen);
        hasTaken = false;
        const answer = await get(`${world.region(region).urls.page}/live/${demo.page}`, { 'last-event-id': version });
        const parse = createSseParser();
        const text = new TextDecoder();
        const pieces = answer.body!.getReader();
        for (;;) {
          const piece = await beforeSilence(pieces.read());
          if (piece.done) break;
          for (const { event = 'message', data, id } of parse(text.decode(piece.value, { stream: true }))) {
            if (data !== undefined) await take(event, data, id);
          }
        }
      } catch {
        breaks += 1; // counted, and tried again: that is what a browser does
      }
      if (!stop.signal.aborted) ends.push(world.clock.elapsed());
      await world.clock.sleep(againMs, stop.signal).catch(() => undefined); // stopped
    }
  };
  const beforeSilence = async <T>(reading: Promise<T>): Promise<T> => {
    const silent = new AbortController();
    const late = world.clock.sleep(silentMsMax, silent.signal).then(() => {
      throw new Error('the stream is dead');
    });
    late.catch(() => undefined); // told by the race
    try {
      return await Promise.race([reading, late]);
    } finally {
      silent.abort();
    }
  };
  const followers = world.regions.flatMap(({ name }) => screens.get(name)!.map((_, reader) => follow(name, reader)));
  return {
    seen: () => seen,
    onScreen: (region) => screens.get(region)!.reduce((all, screen) => all.intersection(screen)),
    wrongIds: () => wrongIds,
    resets: () => resets,
    breaks: () => breaks,
    breaksSince: (atMs) => ends.filter((endMs) => endMs >= atMs).length,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.allSettled(followers);
    },
  };
}

/** How the id of an event stands to what its reader has seen. */
function orderOf(id: string | undefined, seen: string | undefined): 'newer' | 'older' | 'beside' {
  const [next, held] = [decodeVersion(id ?? ''), decodeVersion(seen ?? '')];
  if (!next || !held) return 'beside';
  if (covers(held, next)) return 'older';
  return covers(next, held) ? 'newer' : 'beside';
}
