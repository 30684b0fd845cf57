import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import type { Json } from '@pharos/resources/fold';
import { docRef } from '@pharos/resources/kind';
import { readSubscriptionDoc } from '@pharos/resources/subscription/fields';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';

// A link to confirm is opened within days, or never. Another region takes over a day later, in case the one that asked is gone.
const dayMs = 86_400_000;
const expireMs = 7 * dayMs;
const takeOverMs = 8 * dayMs;
// Each is a write of its own that all regions hear of: in ten minutes no more than this, so that a flood leaves as slowly as it came.
const atOnceMax = 500;

/**
 * Ends sign-ups that nobody has answered, and forgets whose address it was: it may be that of somebody who never asked. What stays
 * is an empty document, so that the same address can sign up again. Answers how many.
 */
export async function expireSignUps(kit: Kit, { sql, store }: { sql: Sql; store: Store }): Promise<number> {
  const before = (ms: number) => new Date(kit.clock.now() - ms);
  const rows = await sql<{ id: string; page: string }[]>`
    (select id, page from subscription where state = 'pending' and asked_region = ${kit.region} and asked_at < ${before(expireMs)}
      order by asked_at limit ${atOnceMax})
    union all
    (select id, page from subscription where state = 'pending' and asked_region <> ${kit.region} and asked_at < ${before(takeOverMs)}
      order by asked_at limit ${atOnceMax})`;
  for (const { id, page } of rows) {
    await writeDoc(store, kit, docRef('subscription', id, page), (fold): Record<string, Json> => {
      const subscription = readSubscriptionDoc(fold);
      // Answered, or asked again, since it was looked for.
      const isOld = subscription?.state === 'pending' && Date.parse(subscription.asked.at) < kit.clock.now() - expireMs;
      return isOld ? { ended: true, address: '', components: [] } : {};
    });
  }
  return rows.length;
}
