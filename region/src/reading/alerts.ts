import type { Query } from '@pharos/core/outside/postgres';
import type { Json } from '@pharos/resources/fold';

export interface KnownAlert {
  id: string;
  fields: Record<string, Json>;
  /** It was over long ago: how often it had begun by then is all that is left of it. */
  removed: boolean;
}

/** Of these alerts those that have been heard of, by id. */
export async function readKnownAlerts(sql: Query, page: string, ids: string[]): Promise<Map<string, KnownAlert>> {
  const rows = await sql<KnownAlert[]>`select id, fields, removed from record where id = any(${ids}) and kind = 'alert' and page = ${page}`;
  return new Map(rows.map((row) => [row.id, row]));
}
