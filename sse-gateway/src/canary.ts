import { backoffMs } from '@pharos/core/backoff';
import { startLoop } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';

export interface CanaryOptions {
  kit: Kit;
  /** A page's stream as a visitor reaches it: `https://status.example/live/<page id>`. */
  url: string;
  fetch?: typeof globalThis.fetch;
}

// A gateway says something each 15 s: who hears nothing for so long has a dead connection.
const silenceMs = 40_000;
const lookMs = 1_000;
const backoff = { firstMs: 500, maxMs: 10_000 };
// A frame of ours is smaller; what is longer is not ours.
const restMax = 2_000_000;

/**
 * Reads one page through its public address, as a visitor would, and measures what visitors get: how late a Change is from its commit, and how
 * long nothing has been heard. It is the only one who sees the whole way, with DNS, CDN, balancer and edge.
 */
export function startCanary({ kit, url, fetch = globalThis.fetch }: CanaryOptions): Disposable {
  const { clock, log, metrics } = kit;
  const lag = metrics.histogram('canary_lag_seconds', 'From commit (or beat) until a reader at the public address has it', ['what']);
  const tries = metrics.counter('canary_connections_total', 'Connections of the canary reader, by how they ended', ['end']);
  const silence = metrics.gauge('canary_silence_seconds', 'Since the canary reader last heard that its page is fresh') as ReturnType<
    typeof metrics.gauge
  > & { collect?: () => void };
  const stopped = new AbortController();
  let heardAt = clock.elapsed();
  let last: string | undefined;
  silence.collect = () => silence.set((clock.elapsed() - heardAt) / 1_000);

  const since = (at: string | undefined) => Math.max(0, clock.now() - Date.parse(at ?? '')) / 1_000;
  const hear = (block: string): void => {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
    last = field('id') || last;
    if (block.startsWith(':')) {
      const [, at, freshness] = block.split(' ');
      lag.observe({ what: 'beat' }, since(at));
      // Open and told "stale" is no life: the page is not what it should be. Apart from others, it is all that there is here.
      if (freshness === 'fresh' || freshness?.startsWith('apart@')) heardAt = clock.elapsed();
    }
    if (field('event') === 'hello' && !field('data')?.includes('"full"')) heardAt = clock.elapsed();
    if (field('event') !== 'change') return;
    heardAt = clock.elapsed();
    lag.observe({ what: 'change' }, since((JSON.parse(field('data') ?? '{}') as { at?: string }).at));
  };

  const read = async (): Promise<string> => {
    const address = new URL(url);
    if (last) address.searchParams.set('after', last);
    const quiet = new AbortController();
    let byteAt = clock.elapsed();
    const watch = async () => {
      while (clock.elapsed() - byteAt < silenceMs) await clock.sleep(lookMs, quiet.signal);
      quiet.abort();
    };
    run(watch(), (error) => log.error({ err: error }, 'nobody looks whether the canary still hears'), quiet.signal);
    const signal = AbortSignal.any([quiet.signal, stopped.signal]);
    try {
      const answer = await fetch(address, { headers: { accept: 'text/event-stream' }, signal });
      if (!answer.ok || !answer.body) return String(answer.status);
      let rest = '';
      for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
        byteAt = clock.elapsed();
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop()!.slice(0, restMax);
        for (const block of blocks) hear(block);
      }
      return 'closed';
    } finally {
      quiet.abort();
    }
  };

  // In vain, since something was heard.
  let attempt = -1;
  const follow = async () => {
    const before = heardAt;
    const end = await read().catch(() => 'failed');
    tries.inc({ end });
    attempt = heardAt > before ? 0 : attempt + 1;
  };
  // That nothing is heard is what it measures: it says nothing of this gateway's health.
  const following = startLoop(follow, { kit, name: 'canary', everyMs: () => backoffMs(attempt, backoff, kit.random) });
  return {
    [Symbol.dispose]: () => {
      stopped.abort();
      void following.stop();
    },
  };
}
