import type { Query } from '@pharos/core/outside/postgres';
import type { Version } from '@pharos/core/version';

/** Up to where this database holds what each origin wrote: what a copy of it is compared by. */
export async function readRegionVersion(query: Query): Promise<Version> {
  const rows = await query<{ origin: number; seq: number }[]>`select origin, seq from vv where seq > 0`;
  return Object.fromEntries(rows.map(({ origin, seq }) => [String(origin), seq]));
}
