import type { Kit } from '@pharos/core/role';
import type { QuarantineRow, Store } from '../store/store.ts';

export interface Alarm {
  /** Something was refused: counted, told, and kept for a person to look at. */
  refuse(row: QuarantineRow): void;
  /** The same for what a transaction has kept already. */
  raise(row: QuarantineRow): void;
  /** Resolves once all that was refused is kept. */
  settled(): Promise<void>;
}

// Kept and told at most this often; all of it is counted. A broken peer must fill neither the disk nor the log.
const keptPerMinuteMax = 20;

export function createAlarm({ clock, log, metrics }: Kit, store: Store): Alarm {
  const counter = metrics.counter('mesh_quarantined_total', 'What was refused from other regions, by reason', ['reason']);
  let minute = 0;
  let kept = 0;
  let keeping: Promise<unknown> = Promise.resolve();

  const isQuiet = () => {
    const now = Math.floor(clock.elapsed() / 60_000);
    if (now !== minute) [minute, kept] = [now, 0];
    return (kept += 1) > keptPerMinuteMax;
  };
  const count = (row: QuarantineRow): boolean => {
    counter.inc({ reason: row.reason });
    if (isQuiet()) return false;
    const { reason, origin, seq, doc, peer, detail } = row;
    log.error({ alarm: 'mesh_quarantined', reason, origin, seq, doc, peer, detail }, 'something from another region was refused');
    return true;
  };
  return {
    refuse: (row) => {
      if (!count(row)) return;
      keeping = keeping
        .then(() => store.transact((tx) => tx.quarantine(row)))
        .catch((error: unknown) => log.warn({ err: error }, 'what was refused cannot be kept now'));
    },
    raise: (row) => void count(row),
    settled: async () => void (await keeping),
  };
}
