import type { Query } from '@pharos/core/outside/postgres';
import type { Json } from '@pharos/resources/fold';

/** What is known of an alert, also of one that was over long ago: how often it had begun by then is all that is left of that. */
export async function readKnownAlert(sql: Query, page: string, id: string): Promise<Record<string, Json> | undefined> {
  const [row] = await sql<{ fields: Record<string, Json> }[]>`
    select fields from record where id = ${id} and kind = 'alert' and page = ${page}`;
  return row?.fields;
}
