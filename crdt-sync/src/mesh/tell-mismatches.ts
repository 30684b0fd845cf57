import type { Kit } from '@pharos/core/role';
import type { MismatchRow } from '../store/store.ts';

/** Nothing is wrong with the data, but somebody sent two things under one key: counted, and told with where to look. */
export function createMismatchTeller({ log, metrics }: Kit): (rows: MismatchRow[]) => void {
  const counter = metrics.counter('idempotency_mismatch_total', 'Fields that one idempotency key wrote differently in two regions');
  return (rows) => {
    if (rows.length === 0) return;
    counter.inc(rows.length);
    const { doc, page, field, origin, seq, here, came } = rows[0]!;
    log.warn(
      { audit: 'idempotency_mismatch', doc, page, field, origin, seq, regions: [here.region, came.region], count: rows.length },
      'one idempotency key came with two contents in two regions: of each field the later one stands',
    );
  };
}
