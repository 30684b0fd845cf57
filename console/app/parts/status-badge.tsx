import { useConsole } from '../console.ts';
import type { Words } from '../words/en.ts';

export type AnyStatus = keyof Words['status'];

const tones: Record<AnyStatus, string> = {
  operational: 'good',
  under_maintenance: 'maintenance',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
  investigating: 'major',
  identified: 'minor',
  monitoring: 'maintenance',
  resolved: 'good',
  scheduled: 'maintenance',
  in_progress: 'maintenance',
  verifying: 'maintenance',
  completed: 'good',
};

/** A word and a colour; never the colour alone. */
export function StatusBadge({ status }: { status: AnyStatus }) {
  const { words } = useConsole();
  return <span class={`badge ${tones[status]}`}>{words.status[status]}</span>;
}

export function toneOf(status: AnyStatus): string {
  return tones[status];
}
