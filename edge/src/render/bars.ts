import type { ShownDay, ShownRecord } from '@pharos/resources/history/days';
import { html, raw, type Html } from './html.ts';
import { fill } from '@pharos/core/fill';
import { numberIn, percentIn, type Copied } from './shown.ts';
import { dayOf } from './times.ts';
import { componentTone, type Tone } from './tones.ts';

// A bar is three units wide, with one between: the worse a day was the higher it stands, so that nobody needs its colour.
const barWidth = 3;
const step = barWidth + 1;
const fullHeight = 28;
const heights: Record<Tone | 'unknown', number> = { good: 12, maintenance: 16, minor: 20, major: 24, critical: 28, unknown: 2 };

// Components without trouble share their record, and what is drawn of it.
const drawn = new WeakMap<ShownRecord, Html>();

/** A bar for each day, drawn in one line for each tone: a page with hundreds of components has hundreds of these. */
export function bars(record: ShownRecord): Html {
  const known = drawn.get(record) ?? draw(record);
  drawn.set(record, known);
  return known;
}

function draw({ days }: ShownRecord): Html {
  const lines = Object.entries(heights).flatMap(([tone, height]) => {
    const runs = runsOf(days, tone).map(([from, to]) => `M${from * step} ${fullHeight - height / 2}H${to * step + barWidth}`);
    return runs.length === 0 ? [] : [`<path class="bar tone-${tone}" stroke-width="${height}" d="${runs.join('')}"/>`];
  });
  const width = days.length * step - 1;
  return raw(
    `<svg class="bars" viewBox="0 0 ${width} ${fullHeight}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${lines.join('')}</svg>`,
  );
}

function runsOf(days: ShownDay[], tone: string): [number, number][] {
  const runs: [number, number][] = [];
  for (const [at, day] of days.entries()) {
    if (toneOf(day) !== tone) continue;
    const last = runs.at(-1);
    if (last && last[1] === at - 1) last[1] = at;
    else runs.push([at, at]);
  }
  return runs;
}

function toneOf({ worst }: ShownDay): Tone | 'unknown' {
  return worst === null ? 'unknown' : componentTone[worst];
}

/** The bars with what they say in words: from when until today, and how much of it the thing was there. */
export function barsWithWords(name: string, record: ShownRecord, { words }: Pick<Copied, 'words'>): Html {
  const percent = record.uptime === null ? '–' : percentIn(words, record.uptime);
  return html`${bars(record)}
    <span class="hidden">${fill(words.days.legend, { name, n: numberIn(words, record.days.length), percent })}</span>
    <span class="scale" aria-hidden="true">
      <span>${dayOf(record.days[0]!.date, words.tag)}</span>
      <span>${fill(words.days.uptime, { percent })}</span>
      <span>${words.days.today}</span>
    </span>`;
}

/** Days as a table, the newest first: those on which something was wrong, or every one. */
export function daysTable(name: string, record: ShownRecord, shown: Copied, which: 'troubled' | 'every'): Html {
  const { words, view } = shown;
  const days = record.days.toReversed().filter(({ worst }) => which === 'every' || (worst !== null && worst !== 'operational'));
  if (days.length === 0) return html`<p>${words.days.noTrouble}</p>`;
  const incidents = view.history?.incidents ?? [];
  const cell = ({ worst, uptime, incidents: places }: ShownDay) =>
    html`<td>
        ${worst === null ? words.days.unknown : html`<span class="tone-${componentTone[worst]} word">${words.component[worst]}</span>`}
      </td>
      <td class="number">${uptime === null ? '–' : percentIn(words, uptime)}</td>
      <td>
        ${places.map((place) => {
          const { id, title, texts } = incidents[place]!;
          return html`<a href="/p/${view.page.id}/incidents/${id}" dir="auto">${texts?.[shown.language]?.title ?? title}</a> `;
        })}
      </td>`;
  return html`<table class="days-table">
    <caption class="hidden">
      ${fill(words.days.every, { name })}
    </caption>
    <thead>
      <tr>
        <th scope="col">${words.days.day}</th>
        <th scope="col">${words.days.state}</th>
        <th scope="col">${words.days.share}</th>
        <th scope="col">${words.days.incidents}</th>
      </tr>
    </thead>
    <tbody>
      ${days.map(
        (each) =>
          html`<tr>
            <th scope="row">${dayOf(each.date, words.tag, { weekday: 'short', day: 'numeric', month: 'short' })}</th>
            ${cell(each)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
