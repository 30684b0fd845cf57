import type { Kit } from '@pharos/core/role';
import { mintAfterRollback } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import type { Receiver } from './receiver.ts';

export interface HealRollbackOptions {
  kit: Kit;
  store: Store;
  receiver: Pick<Receiver, 'refresh' | 'positions'>;
}

/** A peer has seen more of what we wrote than we have: this database may be an older copy, and then it writes under a new origin. */
export function createHealRollback({ kit, store, receiver }: HealRollbackOptions) {
  const rollbacks = kit.metrics.counter('mesh_rollbacks_total', 'Times this database was found to be older than its peers knew it');
  const has = (own: number) => receiver.positions()[String(own)] ?? 0;

  return {
    isSuspected: (own: number | undefined, seen: number): own is number => own !== undefined && seen > has(own),
    heal: async (own: number, seen: number, region: string): Promise<void> => {
      // Our own relay moves our position without this process' receiver: look before alarm.
      await receiver.refresh();
      if (seen <= has(own)) return;
      const origin = await mintAfterRollback(store, own, seen, kit);
      if (origin === undefined) return;
      kit.log.error(
        { peer: region, origin, before: own, seen },
        'this database was rolled back: it writes under a new origin and fetches what it lost',
      );
      rollbacks.inc();
    },
  };
}
