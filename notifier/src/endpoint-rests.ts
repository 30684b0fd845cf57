import type { Clock } from '@pharos/core/clock';

/**
 * Endpoints of webhooks that asked for patience, each by its own address. A machine may serve endpoints of many tenants, and says
 * "too fast" to one of them. Grows with those that ask, up to `restsMax`; one that is forgotten is asked once more than it should be.
 */
export interface EndpointRests {
  rest(address: string, ms: number): void;
  /** How long it still wants to be left alone; 0: not at all. */
  restsFor(address: string): number;
  forget(address: string): void;
}

const restsMax = 2_000;

export function createEndpointRests(clock: Clock): EndpointRests {
  const until = new Map<string, number>();
  const restsFor = (address: string) => Math.max(0, (until.get(address) ?? 0) - clock.elapsed());
  return {
    rest: (address, ms) => {
      const end = clock.elapsed() + Math.max(ms, restsFor(address));
      until.delete(address); // moves to the end: who asked longest ago is forgotten first
      until.set(address, end);
      if (until.size > restsMax) until.delete(until.keys().next().value!);
    },
    restsFor,
    forget: (address) => void until.delete(address),
  };
}
