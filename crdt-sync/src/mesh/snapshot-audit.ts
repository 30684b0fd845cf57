import type { Sql } from '@pharos/core/outside/postgres';
import type { z } from 'zod';
import { finishAudit } from './fill-audit.ts';
import { answerBytesMax } from './fetch-server.ts';
import type { Audited, AuditedAfter } from './snapshot-wire.ts';

// Looked at for one answer; its size is what limits it mostly.
const rowsMax = 2_000;

/**
 * Who changed what, in the order of the log, as far back as it is known here. Whoever copies documents goes on by the log from where the copy
 * began: what came before that is in no log that it will read.
 */
export async function readAudited(sql: Sql, after: z.infer<typeof AuditedAfter>): Promise<z.input<typeof Audited>> {
  // The last of what stands before where the copy began may be in the log, and not written down yet.
  if (after === null) await finishAudit(sql);
  const rows = await sql<(z.input<typeof Audited>['rows'][number] & { place: number; size: number })[]>`
    select * from (
      select origin, seq, n, to_json(at) as at, hlc, region, organisation, page, actor, actor_kind, verb, address, doc, kind, fields,
        row_number() over in_order as place, sum(octet_length(fields::text) + 400) over in_order as size
      from (
        select * from audit
        ${after === null ? sql`` : sql`where (origin, seq, n) > (${after.origin}::bigint, ${after.seq}::bigint, ${after.n}::int)`}
        order by origin, seq, n limit ${rowsMax}) audit
      window in_order as (order by origin, seq, n)) row
    where size < ${answerBytesMax} or place = 1
    order by place`;
  const last = rows.at(-1);
  return {
    rows: rows.map(({ place: _place, size: _size, ...row }) => row),
    next: last ? { origin: last.origin, seq: last.seq, n: last.n } : null,
  };
}
