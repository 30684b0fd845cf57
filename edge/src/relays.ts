import type { Clock } from '@pharos/core/clock';

export interface Relays extends Disposable {
  /** A gateway's stream as our own answer. `full`: so many are passed through already; `unavailable`: the gateway does not answer. */
  open(url: URL, request: Request): Promise<Response | 'full' | 'unavailable'>;
}

export interface RelaysOptions {
  clock: Clock;
  fetch: typeof fetch;
  /** How many pass through now. */
  onCount(count: number): void;
}

// Each holds two sockets here, and a gateway grants one address, which is ours for all of them, 2,000 readers.
const relaysMax = 1_000;
// A gateway answers at once; it waits a second for what its region has not heard of, and a little for its database.
const answerMs = 5_000;
// A gateway speaks each 15 s. An EventSource would wait for ever for one that does not.
const silentMs = 40_000;
const passedOn = ['last-event-id', 'accept', 'x-forwarded-for'];

/**
 * By the HTML standard ("reestablish the connection") an EventSource that was sent to another address comes back to that one,
 * also when nobody is there any more: it would not outlive its gateway. So it is not sent there; its stream passes through here.
 */
export function createRelays({ clock, fetch, onCount }: RelaysOptions): Relays {
  const underWay = new Set<AbortController>();

  const begin = (request: Request): AbortController => {
    const life = new AbortController();
    underWay.add(life);
    onCount(underWay.size);
    request.signal.addEventListener('abort', () => life.abort());
    return life;
  };
  const end = (life: AbortController) => {
    underWay.delete(life);
    onCount(underWay.size);
  };

  /** Aborts `life` when `work` takes longer. */
  const within = async <T>(ms: number, life: AbortController, work: Promise<T>): Promise<T> => {
    const settled = new AbortController();
    const late = clock.sleep(ms, settled.signal).then(
      () => life.abort(new Error(`nothing for ${ms} ms`)),
      () => undefined, // it came in time
    );
    try {
      return await work;
    } finally {
      settled.abort();
      await late;
    }
  };

  const pass = (upstream: ReadableStream<Uint8Array>, life: AbortController): ReadableStream<Uint8Array> => {
    const reader = upstream.getReader();
    return new ReadableStream<Uint8Array>({
      // One piece at a time: whoever takes nothing here is slow at the gateway too, which knows what to do.
      pull: async (controller) => {
        const { done, value } = await within(silentMs, life, reader.read()).catch(() => ({ done: true, value: undefined }));
        if (value) return controller.enqueue(value);
        if (done) controller.close();
        end(life);
      },
      cancel: () => {
        end(life);
        life.abort();
      },
    });
  };

  return {
    open: async (url, request) => {
      if (underWay.size >= relaysMax) return 'full';
      const life = begin(request);
      const headers = new Headers();
      for (const name of passedOn) {
        const value = request.headers.get(name);
        if (value) headers.set(name, value);
      }
      const answer = await within(answerMs, life, fetch(url, { headers, redirect: 'manual', signal: life.signal })).catch(() => undefined);
      if (!answer?.body || answer.status !== 200) {
        end(life);
        life.abort(); // what else it says is not asked for
        return answer ? new Response(null, { status: answer.status, headers: { 'cache-control': 'no-store' } }) : 'unavailable';
      }
      const told = { 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' };
      return new Response(pass(answer.body, life), { headers: told });
    },
    [Symbol.dispose]: () => {
      for (const life of underWay) life.abort();
    },
  };
}

/** Browsers ask so for an EventSource, and for nothing else: what it accepts, and (its cache mode is `no-store`) past all caches. */
export function isEventSource({ headers }: Request): boolean {
  return headers.get('accept') === 'text/event-stream' && /no-cache|no-store/.test(headers.get('cache-control') ?? '');
}
