import type { Summary } from './report/last-results.ts';

/** One thing that may be lost, what is promised of it, and the drills that measure it. */
export interface RecoveryRow {
  lost: string;
  /** Longest time until it works again. */
  rto: string;
  /** What may be lost of what was acknowledged. */
  rpo: string;
  drills: string[];
  /** The probes of those drills whose answers are the measured figures; by the beginning of their names. */
  measures: string[];
}

/** What is promised when something is lost: docs/disaster-recovery.md shows the same, and a test compares. */
export const recoveryRows: RecoveryRow[] = [
  {
    lost: 'one zone of a region',
    rto: '0; writes < 20 s where it had the primary',
    rpo: '0',
    drills: ['primary-gone-kill', 'kill-api', 'kill-gateway'],
    measures: ['longest time in which', 'acknowledged updates lost'],
  },
  {
    lost: 'one region',
    rto: '< 30 s',
    rpo: '< 500 ms',
    drills: ['region-cut', 'region-rebuilt', 'region-rebuilt-1gb'],
    measures: ['p99 of a write in', 'time from the mending', 'time from the loss', 'data in', 'acknowledged updates lost'],
  },
  {
    lost: 'several regions',
    rto: '< 5 min',
    rpo: '< 1 min',
    drills: ['region-cut-30', 'postgres-stopped'],
    measures: ['pages not served in', 'time from the mending', 'acknowledged updates lost'],
  },
  {
    lost: 'the edge, as one CDN',
    rto: '< 30 s',
    rpo: '0',
    drills: ['kill-edge'],
    measures: ['time until edge', 'acknowledged updates lost'],
  },
  {
    lost: 'everything',
    rto: '< 15 min',
    rpo: '< 5 min',
    drills: ['backup-restored', 'region-rebuilt', 'region-rebuilt-1gb'],
    measures: ['longest time in which', 'time from the loss', 'data in', 'acknowledged updates lost'],
  },
  {
    lost: 'the data, by a fault or a hand',
    rto: '< 1 h',
    rpo: 'any moment of 7 days',
    drills: ['backup-restored', 'moment-restored'],
    measures: ['longest time in which', 'rehearsals that did not', 'acknowledged updates lost'],
  },
];

/** Promised beside measured: what each drill said last. */
export function recoveryTable(last: Map<string, Summary>): string {
  return recoveryRows
    .map(({ lost, rto, rpo, drills, measures }) => {
      const lines = drills.flatMap((name) => {
        const result = last.get(name);
        if (!result) return [`  ${name}: never drilled here: npm run lab -- drill ${name}`];
        const measured = result.answers
          .filter(({ probe, phase }) => phase !== 'before' && measures.some((begin) => probe.startsWith(begin)))
          .map(({ probe, measured: value, unit, isKept }) => `    ${probe}: ${shown(value, unit)}${isKept ? '' : ' NOT KEPT'}`);
        return [`  ${name}: ${result.verdict}, ${result.startedAt.slice(0, 16).replace('T', ' ')}, ${result.revision}`, ...measured];
      });
      return `${lost}: promised ${rto} until it works, and ${rpo} lost\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

function shown(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return 'no end';
  return unit === 'ms' ? `${(value / 1_000).toFixed(1)} s` : `${Math.round(value * 10) / 10} ${unit}`;
}
