import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import type { Json } from '@pharos/resources/fold';
import { docRef } from '@pharos/resources/kind';
import { readSubscriptionDoc } from '@pharos/resources/subscription/fields';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';

// What is resolved by mistake, or too early, is open again within a week. Another region takes over a day later, in case the one
// where somebody signed up is gone.
const dayMs = 86_400_000;
const overMs = 7 * dayMs;
const takeOverMs = 8 * dayMs;
// Each is a write that all regions hear of: an incident that half a million followed is forgotten in a week.
const atOnceMax = 500;

/**
 * Ends subscriptions of one incident that is over for good, was removed, or was never heard of, and forgets whose addresses they
 * were: nobody has asked for anything else at them. Nobody is told. Answers how many.
 */
export async function endFollowers(kit: Kit, { sql, store }: { sql: Sql; store: Store }): Promise<number> {
  const before = (ms: number) => new Date(kit.clock.now() - ms);
  const rows = await sql<{ id: string; page: string }[]>`
    select s.id, s.page
    from subscription s left join incident i on i.id = s.incident
    where s.incident is not null and s.state <> 'ended'
      and coalesce(case when i.deleted then i.updated_at when i.id is null then s.asked_at else i.resolved_at end, 'infinity')
        < case when s.asked_region = ${kit.region} then ${before(overMs)}::timestamptz else ${before(takeOverMs)}::timestamptz end
    order by s.incident, s.id limit ${atOnceMax}`;
  for (const { id, page } of rows) {
    await writeDoc(store, kit, docRef('subscription', id, page), (fold): Record<string, Json> => {
      const subscription = readSubscriptionDoc(fold);
      return subscription && !subscription.ended ? { ended: true, address: '', components: [] } : {};
    });
  }
  return rows.length;
}
