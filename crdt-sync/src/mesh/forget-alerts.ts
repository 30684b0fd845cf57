import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { AlertDoc, fields } from '@pharos/resources/alert/fields';
import { readFlatDoc } from '@pharos/resources/flat';
import type { Json } from '@pharos/resources/fold';
import { docRef } from '@pharos/resources/kind';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';

const dayMs = 86_400_000;
const keptMs = 30 * dayMs;
// Each is a write that all regions hear of: a storm of alerts leaves in an hour.
const atOnceMax = 500;

/**
 * Forgets alerts that were over a month ago. What stays is how often each has begun, so that the next time is an incident of its own.
 * Any region may: the second one finds it done. Answers how many.
 */
export async function forgetAlerts(kit: Kit, { sql, store }: { sql: Sql; store: Store }): Promise<number> {
  const before = new Date(kit.clock.now() - keptMs).toISOString();
  const rows = await sql<{ id: string; page: string }[]>`
    select id, page from record
    where kind = 'alert' and not removed and fields->>'state' = 'resolved' and fields->>'resolvedAt' < ${before}
    order by id limit ${atOnceMax}`;
  for (const { id, page } of rows) {
    await writeDoc(store, kit, docRef('alert', id, page), (fold): Record<string, Json> => {
      const doc = readFlatDoc(fields, fold);
      const alert = doc && AlertDoc.parse(doc.said);
      // It has begun again since it was looked for.
      const isOver = alert?.state === 'resolved' && (alert.resolvedAt ?? '') < before;
      return isOver && !doc!.removed ? { removed: true, title: '', text: '', labels: {} } : {};
    });
  }
  return rows.length;
}
