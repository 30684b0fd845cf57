/** When a backup was made, as its name says it: `2026-11-21T02-10-00Z`. */
export function stampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

export function timeOf(stamp: string): number {
  const [day, time = ''] = stamp.replace(/Z$/, '').split('T');
  return Date.parse(`${day}T${time.replaceAll('-', ':')}Z`);
}

const dayMs = 86_400_000;

/** Those that have had their time; never the newest, however old: a backup that stopped being made must not delete what there is. */
export function expired(stamps: string[], now: number, keepDays: number): string[] {
  const sorted = stamps.toSorted();
  return sorted.slice(0, -1).filter((stamp) => now - timeOf(stamp) > keepDays * dayMs);
}
