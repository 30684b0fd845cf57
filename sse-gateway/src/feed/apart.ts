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
  // Of whichever region it was: one that is heard is enough.
  let last: { at: number; elapsed: number } | undefined;
  const subscription = bus.subscribe(subject.peers, ({ data }) => {
    if (isHeard(data)) last = { at: clock.now(), elapsed: clock.elapsed() };
  });
  return {
    since: () => (last !== undefined && clock.elapsed() - last.elapsed > silentMs ? last.at : undefined),
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

function isHeard(data: Uint8Array): boolean {
  try {
    return Seen.safeParse(JSON.parse(text(data))).success;
  } catch {
    return false; // not JSON
  }
}
