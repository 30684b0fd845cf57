import { startLoop } from '@pharos/core/loop';
import type { Bus } from '@pharos/core/outside/bus';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { versionIn } from '@pharos/resources/version-in';
import type { Copies } from './copies.ts';

// A page that changes many times in a breath is read once for all of them.
const gatherMs = 30;
// Pages waiting to be read: beyond it, visitors find the newer View themselves within ten seconds.
const waitingMax = 10_000;
// One that an upstream is slow with holds up none but those who wait for the same lane, and only while all others are busy too.
const lanesCount = 8;
// After a failure, before the next try.
const retryMs = 1_000;
// A lane is woken when there is something to do: it looks by itself only in case of a fault in that.
const idleMs = 10_000;

export interface Publisher extends AsyncDisposable {
  /** What is wrong, if pages are not renewed any more. */
  check(): string | undefined;
}

/** Renews the region's copy of a page whenever it changes, so that the next visitor gets it from the cache. */
export function startPublisher(kit: Kit, bus: Bus, copies: Pick<Copies, 'refresh'>): Publisher {
  /** Each with the version that the last word of it led to: the API may not have heard of it yet. */
  const waiting = new Map<string, string | undefined>();

  const startLane = () => {
    const lane = { isBusy: false };
    const work = async () => {
      lane.isBusy = waiting.size > 0;
      if (!lane.isBusy) return;
      await kit.clock.sleep(gatherMs);
      for (const [page, version] of waiting) {
        waiting.delete(page);
        await copies.refresh(page, version).catch((error: unknown) => {
          // Tried again after a pause, in which this lane counts as busy.
          if (!waiting.has(page)) waiting.set(page, version);
          throw error;
        });
      }
      lane.isBusy = false;
    };
    const loop = startLoop(work, { kit, name: 'renewing copies', everyMs: idleMs, retryMs });
    return { ...loop, isBusy: () => lane.isBusy };
  };
  const lanes = Array.from({ length: lanesCount }, startLane);

  // One edge of the region does it for all.
  const subscription = bus.subscribe(
    subject.pageAny,
    (message) => {
      const page = message.subject.split('.')[1];
      if (!page || waiting.size >= waitingMax) return;
      waiting.set(page, versionIn(message.data));
      lanes.find(({ isBusy }) => !isBusy())?.wake();
    },
    { queue: 'edge-publisher' },
  );
  return {
    check: () => lanes.map((lane) => lane.check()).find((trouble) => trouble !== undefined),
    [Symbol.asyncDispose]: async () => {
      subscription.unsubscribe();
      waiting.clear();
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
