export type MaintenanceAction = 'start' | 'finish' | 'verify' | 'extend' | 'move' | 'cancel' | 'post';

interface Stands {
  status: string;
  cancelled?: boolean;
}

/** What can be done with it as it stands, the likeliest first. */
export function actsOf({ status, cancelled = false }: Stands): MaintenanceAction[] {
  if (cancelled || status === 'completed') return [];
  if (status === 'scheduled') return ['start', 'move', 'post', 'cancel'];
  return ['finish', 'extend', 'post', ...(status === 'in_progress' ? (['verify'] as const) : []), 'cancel'];
}

/** Later by so many minutes: than its end, or than now, where its end is over. */
export function extendedTo(endsAt: string, minutes: number, now: number): string {
  return new Date(Math.max(Date.parse(endsAt), now) + minutes * 60_000).toISOString();
}
