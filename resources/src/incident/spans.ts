import { worstIncidentStatus, type ComponentStatus } from '@pharos/core/severity';
import { oncePerFold, type Fold } from '../fold.ts';
import { drawSpans, endedAt, type Span } from '../history/span.ts';
import { readIncidentDoc, updatesOf } from './fields.ts';
import { componentsOf, hasSeen, type Entry } from './heads.ts';

/**
 * What an incident said of components, and from when to when. After each update it is what the heads so far said, by the rule of
 * `heads.ts`, until it was resolved; what the first update said holds from the beginning, which may lie long before it: so an
 * incident that is filled in when it is over already has its time, too. One that was removed was a mistake, and says nothing.
 */
export const spansOfIncident = oncePerFold((fold: Fold): Span[] => {
  const incident = readIncidentDoc(fold);
  if (!incident || incident.deleted) return [];
  const { updates } = updatesOf(fold);
  const drawing = drawSpans();
  const stoodAfter = followHeads();
  let at = Date.parse(incident.startedAt);
  let over: number | undefined;
  for (const [place, update] of updates.entries()) {
    const posted = Date.parse(update.entry.at);
    const { isOver, statuses } = stoodAfter(update);
    if (place === 0) {
      at = Math.min(at, posted);
      drawing.hold(at, statuses);
    }
    // Clocks of two regions may differ: an update is never before the one that it follows.
    if (place > 0 || isOver) at = Math.max(at, posted);
    if (isOver) over ??= at;
    else {
      if (over !== undefined) drawing.hold(over, new Map());
      over = undefined;
      drawing.hold(at, statuses);
    }
  }
  if (over === undefined) return drawing.spans();
  // Said to be over again and again, it was over at first; but where somebody said when it ended, that is when.
  const isSaid = incident.resolvedAt !== null && incident.resolvedAt !== updates.at(-1)?.entry.at;
  const end = isSaid ? Date.parse(incident.resolvedAt!) : over;
  drawing.hold(end, new Map());
  return endedAt(drawing.spans(), end);
});

/** Takes one update after the other, and answers how the incident stood then. */
function followHeads() {
  const before: Entry[] = [];
  let heads: Entry[] = [];
  // While each has seen all before it, what they say adds up; it is looked for afresh only where somebody was out of touch.
  let isInTouch = true;
  const said = new Map<string, ComponentStatus>();
  const latest = new Map<string, number>();
  return (update: Entry): { isOver: boolean; statuses: ReadonlyMap<string, ComponentStatus> } => {
    isInTouch &&= [...latest].every(([region, hlc]) => (update.entry.seen[region] ?? 0) >= hlc);
    heads = [...heads.filter((head) => !hasSeen(update, head)), update];
    before.push(update);
    latest.set(String(update.register.region), update.register.hlc);
    for (const [id, status] of Object.entries(update.entry.components)) said.set(id, status);
    const isOver = worstIncidentStatus(heads.map(({ entry }) => entry.status)) === 'resolved';
    return { isOver, statuses: isInTouch ? said : componentsOf(before, heads) };
  };
}
