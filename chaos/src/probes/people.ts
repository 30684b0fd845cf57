import type { Phase, Probe, Scene } from '../experiment.ts';
import { percentile } from '../watch/tally.ts';

// A reader in another region sees an update a little later than its writer was answered.
const screenMs = 5_000;
const lookMs = 100;

/** Visits to the page that got none. */
export function pagesRefused(regions: string[], when: Phase[], most = 0): Probe {
  const ask = ({ visitors, moments, note }: Scene) => {
    const without = visitors
      .visits()
      .filter(({ region, atMs, why }) => why !== undefined && regions.includes(region) && atMs >= moments.steadyMs);
    if (without.length > 0) note(`why pages were not served: ${[...new Set(without.map(({ why }) => why))].slice(0, 3).join('; ')}`);
    return without.length;
  };
  return { name: `pages not served in ${regions.join(', ')}`, unit: 'visits', when, most, ask };
}

/** Streams that ended, for whatever reason, since the world was warm. */
export function streamsBroken(when: Phase[]): Probe {
  const ask = ({ readers, moments }: Scene) => readers.breaksSince(moments.steadyMs);
  return { name: 'streams that a reader saw end', unit: 'streams', when, most: 0, ask };
}

/** Over the readers of all regions. What is lost everywhere cannot be seen by anybody. */
export function missedOnScreen(regions: string[]): Probe {
  const ask = async ({ load, readers, auditor, world }: Scene) => {
    const missed = async () => {
      const gone = await auditor.gone();
      const screens = regions.map((region) => readers.onScreen(region));
      return Math.max(...screens.map((screen) => load.acknowledged().filter(({ update }) => !screen.has(update)).length - gone));
    };
    const until = world.clock.elapsed() + screenMs;
    while ((await missed()) > 0 && world.clock.elapsed() < until) await world.clock.sleep(lookMs);
    return Math.max(0, await missed());
  };
  return { name: "updates missing on an open page of a region's reader", unit: 'updates', when: ['after'], most: 0, ask };
}

export function shownTwiceByStream(): Probe {
  const ask = ({ readers }: Scene) => {
    const seen = readers.seen().map(({ region, reader, update, anew }) => `${region} ${reader} ${anew} ${update}`);
    return seen.length - new Set(seen).size;
  };
  return { name: 'updates that a stream told its reader twice', unit: 'updates', when: ['after'], most: 0, ask };
}

export function wrongIdsInStreams(): Probe {
  const ask = ({ readers, note }: Scene) => {
    const wrong = readers.wrongIds();
    if (wrong.length > 0) note(wrong.slice(0, 3).join('; '));
    return wrong.length;
  };
  return { name: 'events whose id is not newer than what their reader had seen', unit: 'events', when: ['after'], most: 0, ask };
}

/** From the writer's answer to the screen of the last reader in another region, while the fault lasts. */
export function crossingP99(ways: [from: string, to: string][], most: number): Probe {
  const ask = ({ load, readers, moments, note }: Scene) => {
    const seenAt = new Map(readers.seen().map(({ region, update, atMs }) => [`${region} ${update}`, atMs]));
    const posted = load.acknowledged().filter(({ atMs }) => atMs >= moments.faultMs && atMs < moments.mendedMs);
    const late = ways.flatMap(([from, to]) =>
      posted
        .filter(({ region }) => region === from)
        .map(({ update, atMs }) => Math.max(0, (seenAt.get(`${to} ${update}`) ?? Number.POSITIVE_INFINITY) - atMs)),
    );
    note(`${late.length} updates crossed, half of them within ${Math.round(percentile(late, 0.5))} ms`);
    return percentile(late, 0.99);
  };
  const name = `p99 from a write to a reader's screen elsewhere (${ways.map((way) => way.join(' to ')).join(', ')}), during it`;
  return { name, unit: 'ms', when: ['after'], most, ask };
}
