import type { Clock } from '@pharos/core/clock';
import { Problem } from '@pharos/core/problem';

export interface Origin {
  region: string;
  url: string;
}

export interface OriginsOptions {
  clock: Clock;
  /** The near region first, then the fallbacks in the order of the routing table. */
  origins: Origin[];
  fetch: typeof fetch;
  timeoutMs: number;
  onFailure(origin: Origin, error: unknown): void;
}

export interface Answer {
  origin: Origin;
  response: Response;
}

// So many failures in a row, and an origin is left alone for a while: a visitor does not wait for what is known to be down.
const failuresMax = 3;
const restMs = 3_000;

/** Asks one region after the other until one answers; any answer below 500 counts, whatever it says. */
export function createOrigins({ clock, origins, fetch, timeoutMs, onFailure }: OriginsOptions) {
  const states = new Map(origins.map((origin) => [origin, { failures: 0, restUntil: 0 }]));

  const ask = async (origin: Origin, path: string, init: RequestInit): Promise<Response | undefined> => {
    const state = states.get(origin)!;
    try {
      const response = await fetch(`${origin.url}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      if (response.status < 500) {
        state.failures = 0;
        return response;
      }
      await response.body?.cancel();
      throw new Problem('unavailable', `${origin.region} answers ${response.status}`);
    } catch (error) {
      onFailure(origin, error);
      // One more failure after the rest closes it again at once: a single request finds out, not all of them.
      if (++state.failures >= failuresMax) state.restUntil = clock.elapsed() + restMs;
      return undefined;
    }
  };

  return {
    /** Undefined: nobody answered. */
    async ask(path: string, init: RequestInit = {}): Promise<Answer | undefined> {
      for (const [origin, state] of states) {
        if (state.failures >= failuresMax && clock.elapsed() < state.restUntil) continue;
        const response = await ask(origin, path, init);
        if (response) return { origin, response };
      }
      return undefined;
    },
    /** How many are not resting just now. */
    open: () => [...states.values()].filter(({ failures, restUntil }) => failures < failuresMax || clock.elapsed() >= restUntil).length,
  };
}

export type Origins = ReturnType<typeof createOrigins>;
