import { text, type Bus } from '@pharos/core/outside/bus';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { reachedIn, Version } from '@pharos/core/version';
import { z } from 'zod';
import type { Position } from './watch-relay.ts';

/** What the exchange says after each heartbeat it heard. */
export const PeerSeen = z.object({ region: z.string(), vv: Version });
export type PeerSeen = z.infer<typeof PeerSeen>;

export interface PeerWatch {
  /** How many peers have it. */
  count(position: Position): number;
  /** True once one has it, false when that takes longer. */
  until(position: Position, waitMs: number): Promise<boolean>;
  close(): void;
}

export function watchPeers(kit: Kit, bus: Bus): PeerWatch {
  const seen = new Map<string, Version>();
  const listeners = new Set<() => void>();
  const subscription = bus.subscribe(subject.peers, ({ data }) => {
    const parsed = PeerSeen.safeParse(JSON.parse(text(data)));
    if (!parsed.success) return kit.log.warn('a message of the exchange cannot be read');
    seen.set(parsed.data.region, parsed.data.vv);
    for (const listener of listeners) listener();
  });
  const count = ({ origin, seq }: Position) => [...seen.values()].filter((vv) => reachedIn(vv, origin) >= seq).length;
  return {
    count,
    until: async (position, waitMs) => {
      if (count(position) > 0) return true;
      const cut = new AbortController();
      const acked = new Promise<boolean>((resolve) => {
        const listener = () => void (count(position) > 0 && (listeners.delete(listener), resolve(true)));
        listeners.add(listener);
        cut.signal.addEventListener('abort', () => listeners.delete(listener));
      });
      const late = kit.clock.sleep(waitMs, cut.signal).then(
        () => false,
        () => false,
      );
      const isAcked = await Promise.race([acked, late]);
      cut.abort();
      return isAcked;
    },
    close: () => subscription.unsubscribe(),
  };
}
