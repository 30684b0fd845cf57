import type { Clock } from '@pharos/core/clock';
import { text, type Bus } from '@pharos/core/outside/bus';
import { subject } from '@pharos/core/subject';
import { z } from 'zod';

const Seen = z.object({ region: z.string() });
// Peers are heard ten times a second. A region that restarts, or a line that hesitates, is no cut yet.
const silentMs = 10_000;

export interface Apart extends Disposable {
  /** Since when no other region has been heard of, by the clock on the wall; undefined while one is, or none ever was. */
  since(): number | undefined;
}

/**
 * Whether this region is cut off from all others: what they tell is missing here, and readers may know it. It goes by what the exchange
 * says of each heartbeat it hears. A gateway that is started during a cut has heard nobody yet and cannot tell a cut from a region that
 * stands alone; its readers are told as soon as there has been an other side.
 */
export function watchApart(clock: Clock, bus: Bus): Apart {
  const heard = new Map<string, { at: number; elapsed: number }>();
  const subscription = bus.subscribe(subject.peers, ({ data }) => {
    const region = regionOf(data);
    if (region !== undefined) heard.set(region, { at: clock.now(), elapsed: clock.elapsed() });
  });
  return {
    since: () => {
      const last = [...heard.values()].reduce<{ at: number; elapsed: number } | undefined>(
        (newest, each) => (newest === undefined || each.elapsed > newest.elapsed ? each : newest),
        undefined,
      );
      return last !== undefined && clock.elapsed() - last.elapsed > silentMs ? last.at : undefined;
    },
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

function regionOf(data: Uint8Array): string | undefined {
  try {
    return Seen.safeParse(JSON.parse(text(data))).data?.region;
  } catch {
    return undefined; // not JSON
  }
}
