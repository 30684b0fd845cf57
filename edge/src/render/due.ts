import type { IncidentView } from '@pharos/resources/view';
import { html, type Html } from './html.ts';
import { fill } from '@pharos/core/fill';
import type { Shown } from './shown.ts';
import { ago, written, writingOf } from './times.ts';

const clock = { hour: '2-digit', minute: '2-digit' } as const;
const dayAndClock = { day: 'numeric', month: 'short', ...clock } as const;

/** Until when the next update was promised. Where a script runs, it counts down (`data-due`); where none has run yet, there is room for that. */
export function dueLine({ nextUpdateAt, status }: Pick<IncidentView, 'nextUpdateAt' | 'status'>, shown: Shown): Html | false {
  if (nextUpdateAt === undefined || status === 'resolved') return false;
  const { text, far, isOverdue } = dueWords(nextUpdateAt, shown);
  return html`<p class="due${isOverdue && ' overdue'}" data-due="${nextUpdateAt}">
    <span>${text}</span> <span class="far${shown.isLive && ' told'}">${far}</span>
  </p>`;
}

/** The day is said where it is not today. */
export function dueWords(
  at: string,
  shown: Pick<Shown, 'view' | 'words' | 'now' | 'timeZone'>,
): { text: string; far: string; isOverdue: boolean } {
  const { words, now } = shown;
  const writing = writingOf(shown);
  const dayOf = (ms: number) => written(new Date(ms).toISOString(), writing, { dateStyle: 'short' });
  const time = written(at, writing, dayOf(Date.parse(at)) === dayOf(now) ? clock : dayAndClock);
  const isOverdue = Date.parse(at) < now;
  const text = fill(isOverdue ? words.page.overdue : words.page.nextUpdate, { time });
  return { text, far: ago(at, now, words.tag), isOverdue };
}
