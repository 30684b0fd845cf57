import type { View } from '../state/watch.ts';
import { useMore } from './more-words.ts';
import { StatusBadge } from './status-badge.tsx';

type Maintenance = Pick<View['maintenances'][number], 'status' | 'cancelled'>;

/** How it stands; one that was called off is no completed one. */
export function MaintenanceBadge({ of: { status, cancelled } }: { of: Maintenance }) {
  const say = useMore().maintenance;
  return cancelled ? <span class="badge off">{say.cancelled}</span> : <StatusBadge status={status} />;
}
