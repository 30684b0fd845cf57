import type { Clock } from '@pharos/core/clock';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Claimed } from './ledger/ledger.ts';
import type { OptOut } from './opt-out.ts';
import type { Region } from './region.ts';

/** Which of these deliveries may not be made any more, by their id, and why. */
export type Refusals = (claimed: Claimed[]) => Promise<Map<string, string>>;

/** Asked after the claim and before the call: whoever left a moment ago is not written to any more. */
export function createRefusals({ sql, region, optOut, clock }: { sql: Sql; region: Region; optOut: OptOut; clock: Clock }): Refusals {
  return async (claimed) => {
    if (claimed.length === 0) return new Map();
    const idsOf = (kind: Claimed['kind']) => claimed.filter((each) => each.kind === kind).map(({ subscriber }) => subscriber);
    const ids = claimed.map(({ subscriber }) => subscriber);
    const [active, pending, suppressed, leftAt, changedAt] = await Promise.all([
      region.isActive(sql, idsOf('notice')),
      region.isPending(sql, idsOf('confirmation')),
      optOut.suppressed(claimed, clock.now()),
      optOut.leftAt(ids),
      region.changedAt(sql, ids),
    ]);
    // A farewell holds until the person changes their mind: that another region has it does not say that this one's table knows.
    const hasLeft = (subscriber: string) => (leftAt.get(subscriber) ?? -Infinity) >= (changedAt.get(subscriber) ?? -Infinity);
    const why = ({ kind, subscriber }: Claimed) => {
      if (kind === 'notice' && !active.has(subscriber)) return 'left';
      if (kind === 'confirmation' && !pending.has(subscriber)) return 'answered';
      if (leftAt.has(subscriber) && hasLeft(subscriber)) return 'left';
      return suppressed.get(subscriber);
    };
    return new Map(
      claimed.flatMap((each) => {
        const reason = why(each);
        return reason === undefined ? [] : [[each.id, reason]];
      }),
    );
  };
}
