import { Problem } from '@pharos/core/problem';

/** What people type, as the API takes it. Pure. */

export type Status = 'operational' | 'under_maintenance' | 'degraded_performance' | 'partial_outage' | 'major_outage';

const statuses: Record<string, Status> = {
  operational: 'operational',
  up: 'operational',
  ok: 'operational',
  maintenance: 'under_maintenance',
  under_maintenance: 'under_maintenance',
  degraded: 'degraded_performance',
  degraded_performance: 'degraded_performance',
  partial: 'partial_outage',
  partial_outage: 'partial_outage',
  major: 'major_outage',
  major_outage: 'major_outage',
  down: 'major_outage',
};
export const statusWords = 'up, degraded, partial, major (or down), maintenance';

export function statusOf(word: string): Status {
  const found = statuses[word.toLowerCase().replaceAll('-', '_')];
  if (!found) throw new Problem('invalid', `"${word}" is no state of a component: ${statusWords}`);
  return found;
}

/** `payments=down`, or several. */
export function namedStatuses(words: readonly string[]): { name: string; status: Status }[] {
  return words.map((word) => {
    const at = word.lastIndexOf('=');
    if (at < 1) throw new Problem('invalid', `"${word}" is not <component>=<state>, such as Payments=down`);
    return { name: word.slice(0, at), status: statusOf(word.slice(at + 1)) };
  });
}

/** Ids are long, and their ends differ: so much of one is shown, and taken. */
export function shortOf(id: string): string {
  return id.slice(-8);
}

/** The one of these that is meant: by its id or the end of it, or by its name. Says what there is where it is none, or several. */
export function theOne<T extends { id: string }>(items: readonly T[], word: string, nameOf: (item: T) => string, what: string): T {
  const wanted = word.toLowerCase();
  const exact = items.filter((item) => item.id === wanted || nameOf(item).toLowerCase() === wanted);
  const found = exact.length > 0 || word.length < 4 ? exact : items.filter(({ id }) => id.endsWith(wanted));
  const [one] = found;
  if (one && found.length === 1) return one;
  const some = (found.length > 1 ? found : items).slice(0, 10).map((item) => `${shortOf(item.id)} ${nameOf(item)}`);
  if (found.length > 1) throw new Problem('invalid', `"${word}" is more than one ${what}: ${some.join(', ')}`);
  throw new Problem('not-found', `there is no ${what} "${word}"${some.length > 0 ? `: ${some.join(', ')}` : ''}`);
}

/** The only one there is, where nobody says which: asks back when there are several. */
export function theOnly<T extends { id: string; title: string }>(items: readonly T[], whenNone: string): T {
  const [one, ...others] = items;
  if (!one) throw new Problem('not-found', whenNone);
  if (others.length === 0) return one;
  const some = items.slice(0, 10).map(({ id, title }) => `${shortOf(id)} ${title}`);
  throw new Problem('invalid', `which one? ${some.join(', ')}`);
}

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `+90m` and `-2h` from now, or a moment as ISO 8601 has it; without an offset it is meant by the clock of this machine. */
export function momentOf(word: string, now: number): string {
  const [, sign, amount, unit] = /^([+-])(\d{1,6})([mhd])$/.exec(word) ?? [];
  const ms =
    amount === undefined
      ? /^\d{4}-\d\d-\d\d/.test(word)
        ? Date.parse(word)
        : NaN
      : now + Number(`${sign}${amount}`) * unitMs[unit as keyof typeof unitMs];
  if (Number.isNaN(ms))
    throw new Problem('invalid', `"${word}" is no moment: 2030-01-31T14:00Z, 2030-01-31T14:00 by this machine's clock, +90m or -2h`);
  return new Date(ms).toISOString();
}

/** `4 min ago`, `in 2 h`: the largest unit that says enough. */
export function relative(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  const size = Math.abs(ms);
  const told =
    size < 60_000
      ? undefined
      : size < 3_600_000
        ? `${Math.floor(size / 60_000)} min`
        : size < 172_800_000
          ? `${Math.floor(size / 3_600_000)} h`
          : `${Math.floor(size / 86_400_000)} d`;
  if (told === undefined) return 'just now';
  return ms >= 0 ? `${told} ago` : `in ${told}`;
}
