import type { Bus } from '@pharos/core/outside/bus';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import type { Copies } from './copies.ts';

// A page that changes many times in a breath is read once for all of them.
const gatherMs = 30;
// Pages waiting to be read: beyond it, visitors find the newer View themselves within ten seconds.
const waitingMax = 10_000;
const atOnce = 8;

/** Renews the region's copy of a page whenever it changes, so that the next visitor gets it from the cache. */
export function startPublisher(kit: Kit, bus: Bus, copies: Copies): AsyncDisposable {
  const waiting = new Set<string>();
  const stopped = new AbortController();
  const workers = new Set<Promise<void>>();

  const work = async () => {
    await kit.clock.sleep(gatherMs, stopped.signal);
    for (const page of waiting) {
      waiting.delete(page);
      await copies.refresh(page);
    }
  };
  const start = () => {
    if (workers.size >= atOnce || stopped.signal.aborted) return;
    const worker = work().finally(() => workers.delete(worker));
    workers.add(worker);
    run(worker, (error) => kit.log.error({ err: error }, 'a copy was not renewed'), stopped.signal);
  };
  // One edge of the region does it for all.
  const subscription = bus.subscribe(
    subject.pageAny,
    (message) => {
      const page = message.subject.split('.')[1];
      if (!page || waiting.size >= waitingMax) return;
      waiting.add(page);
      start();
    },
    { queue: 'edge-publisher' },
  );
  return {
    [Symbol.asyncDispose]: async () => {
      subscription.unsubscribe();
      stopped.abort();
      await Promise.allSettled(workers);
    },
  };
}
