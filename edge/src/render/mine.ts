import type { IncidentView } from '@pharos/resources/view';
import { html, type Html } from './html.ts';
import { counted, type Shown } from './shown.ts';

/** What a visitor uses of what the page shows. It is kept in their browser, and nobody is told. */
export interface Mine {
  chosen: ReadonlySet<string>;
  isChoosing: boolean;
  /** Nothing else is shown; all of it is there, and one press away. */
  isOnly: boolean;
}

// Fewer are seen at a glance.
const partsMin = 4;

/** Whether this visitor has put it aside. */
export function isAside(id: string, { mine }: Pick<Shown, 'mine'>): boolean {
  return mine !== undefined && mine.isOnly && !mine.isChoosing && !mine.chosen.has(id);
}

/** An incident that says nothing of any part may be everybody's. */
export function concerns({ components }: Pick<IncidentView, 'components'>, shown: Pick<Shown, 'mine'>): boolean {
  return components.length === 0 || components.some(({ id }) => !isAside(id, shown));
}

/** Beside the heading of the parts: the way to a choice, or to what was chosen. */
export function mineButton({ mine, view, words }: Shown): Html | false {
  if (!mine || view.components.length < partsMin) return false;
  if (mine.isChoosing) return html`<button type="button" class="link" data-mine="done">${words.mine.done}</button>`;
  if (mine.chosen.size === 0) return html`<button type="button" class="link" data-mine="choose">${words.mine.choose}</button>`;
  return html`<button type="button" class="link" data-mine="only" aria-pressed="${String(mine.isOnly)}">${words.mine.mine}</button>`;
}

/** Behind what is shown: how much is not, and how to see it. */
export function othersLine(aside: number, { mine, words }: Shown): Html | false {
  if (!mine || mine.isChoosing || mine.chosen.size === 0) return false;
  return html`<p class="others">
    ${aside > 0 && html`<span>${counted(words, words.mine.others, aside)}</span> <button type="button" class="link" data-mine="only">${words.mine.showAll}</button>`}
    <button type="button" class="link" data-mine="choose">${words.mine.choose}</button>
  </p>`;
}

export function pickBox(id: string, name: string, { mine }: Shown): Html | false {
  return (
    mine !== undefined &&
    mine.isChoosing &&
    html`<input type="checkbox" class="pick" data-pick="${id}" aria-label="${name}" ${mine.chosen.has(id) && html`checked`} />`
  );
}
