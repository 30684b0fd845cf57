import type { Clock } from '@pharos/core/clock';
import { edgeHeader } from '@pharos/core/edge-token';
import { Problem } from '@pharos/core/problem';

export interface Upstream {
  region: string;
  url: string;
}

export interface UpstreamsOptions {
  clock: Clock;
  /** The near region first, then the fallbacks in the order of the routing table. */
  upstreams: Upstream[];
  fetch: typeof fetch;
  timeoutMs: number;
  /** Names this edge to the APIs; undefined: it has no name. */
  token?: () => Promise<string | undefined>;
  onFailure(upstream: Upstream, error: unknown): void;
}

export interface Answer {
  upstream: Upstream;
  response: Response;
}

export type Question = Pick<RequestInit, 'method' | 'body'> & { headers?: Record<string, string> };

interface State {
  failures: number;
  restUntil: number;
  /** One request finds out how it is; so long the others leave it to that one. */
  probingUntil: number;
}

// So many failures in a row, and an upstream is left alone for a while: a visitor does not wait for what is known to be down.
const failuresMax = 3;
const restMs = 3_000;

/**
 * Asks one region after the other until one answers; any answer below 500 counts, whatever it says. An API that has had enough
 * of us (429) is not down, but another one may have time. What a visitor wants done and is told to wait for is his answer.
 */
export function createUpstreams({ clock, upstreams, fetch, timeoutMs, onFailure, token }: UpstreamsOptions) {
  const states = new Map<Upstream, State>(upstreams.map((upstream) => [upstream, { failures: 0, restUntil: 0, probingUntil: 0 }]));

  const ask = async (upstream: Upstream, path: string, init: Question): Promise<Response | undefined> => {
    const state = states.get(upstream)!;
    try {
      const response = await fetch(`${upstream.url}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      if (response.status < 500) state.failures = 0;
      if (response.status < 500 && (response.status !== 429 || (init.method ?? 'GET') !== 'GET')) return response;
      if (response.status === 429) {
        await response.body?.cancel();
        return undefined;
      }
      await response.body?.cancel();
      throw new Problem('unavailable', `${upstream.region} answers ${response.status}`);
    } catch (error) {
      onFailure(upstream, error);
      // One more failure after the rest closes it again at once.
      if (++state.failures >= failuresMax) state.restUntil = clock.elapsed() + restMs;
      return undefined;
    }
  };

  // After the rest a single request finds out, not all of them: the others pass on to the next upstream meanwhile. A runtime may drop what a
  // request began when its visitor has been answered, and that never ends: after its time somebody else finds out.
  const isResting = (state: State) => state.failures >= failuresMax && clock.elapsed() < Math.max(state.restUntil, state.probingUntil);

  return {
    /** Undefined: nobody answered. */
    async ask(path: string, init: Question = {}): Promise<Answer | undefined> {
      const name = await token?.();
      const named = name ? { ...init, headers: { ...init.headers, [edgeHeader]: name } } : init;
      for (const [upstream, state] of states) {
        if (isResting(state)) continue;
        if (state.failures >= failuresMax) state.probingUntil = clock.elapsed() + timeoutMs;
        const response = await ask(upstream, path, named).finally(() => (state.probingUntil = 0));
        if (response) return { upstream, response };
      }
      return undefined;
    },
    /** How many are not resting just now. */
    open: () => [...states.values()].filter((state) => !isResting(state)).length,
  };
}

export type Upstreams = ReturnType<typeof createUpstreams>;
