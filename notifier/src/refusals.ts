import type { Clock } from '@pharos/core/clock';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Leased } from './ledger/ledger.ts';
import type { OptOut } from './opt-out.ts';
import type { Region } from './region.ts';

/** No reason for good: this region reaches no majority of the regions now, and another one may be telling it. */
export const held = 'held';

/** Which of these deliveries may not be made any more, or not now, by their id, and why. */
export type Refusals = (leased: Leased[]) => Promise<Map<string, string>>;

export interface RefusalsOptions {
  sql: Sql;
  /** Whose notifier this is. */
  regionName: string;
  region: Region;
  optOut: OptOut;
  clock: Clock;
}

/**
 * Asked after the lease and before the call: whoever left a moment ago is not written to any more, and what another region turned
 * out to own, or has taken over, is left to that one.
 */
export function createRefusals({ sql, regionName, region, optOut, clock }: RefusalsOptions): Refusals {
  return async (leased) => {
    if (leased.length === 0) return new Map();
    const idsOf = (kind: Leased['kind']) => leased.filter((each) => each.kind === kind).map(({ subscriber }) => subscriber);
    const ids = leased.map(({ subscriber }) => subscriber);
    const notices = [...new Set(leased.filter(({ kind }) => kind === 'notice').map(({ notice }) => notice))];
    const [active, pending, suppressed, leftAt, changedAt, tellers] = await Promise.all([
      region.isActive(sql, idsOf('notice')),
      region.isPending(sql, idsOf('confirmation')),
      optOut.suppressed(leased, clock.now()),
      optOut.leftAt(ids),
      region.changedAt(sql, ids),
      region.readTellers(sql, notices),
    ]);
    // A farewell holds until the person changes their mind: that another region has it does not say that this one's table knows.
    const hasLeft = (subscriber: string) => (leftAt.get(subscriber) ?? -Infinity) >= (changedAt.get(subscriber) ?? -Infinity);
    const why = ({ kind, subscriber, notice }: Leased) => {
      const teller = tellers.get(notice)?.region ?? regionName;
      if (teller !== regionName) return `told-by-${teller}`;
      if (tellers.get(notice)?.isHeld) return held;
      if (kind === 'notice' && !active.has(subscriber)) return 'left';
      if (kind === 'confirmation' && !pending.has(subscriber)) return 'answered';
      if (leftAt.has(subscriber) && hasLeft(subscriber)) return 'left';
      return suppressed.get(subscriber);
    };
    return new Map(
      leased.flatMap((each) => {
        const reason = why(each);
        return reason === undefined ? [] : [[each.id, reason]];
      }),
    );
  };
}
