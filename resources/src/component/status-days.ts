import { hlcToIso, hlcToMs } from '@pharos/core/hlc';
import type { ComponentStatus } from '@pharos/core/severity';
import { boundedTime } from '@pharos/core/value';
import { z } from 'zod';
import { entries, type Fold, type Json } from '../fold.ts';
import { drawSpans, type Span } from '../history/span.ts';
import { readComponentDoc } from './fields.ts';

/*
 * What people set a component to, and when. A register keeps only the last of it, so each change is also noted in a field that no
 * other region writes: `s/<region>/<slot>`, one for each day (UTC) on which that region changed it. The days go round in their slots,
 * and a day has room for 24 changes, of which a later one takes the place of the last: five years of a component that flaps all day
 * in one region are no more than some sixty kilobytes, and one that is set by people has a few entries a month.
 * Within as many days as there are slots nothing is overwritten. What is older may have lost a part, so it is not looked at; what
 * held before, each note says itself.
 */

// As far back as a history may be asked for, and some days: a moment 400 days ago lies on the day before.
const daysKept = 410;
const changesPerDayMax = 24;
const dayMs = 86_400_000;

// How a change is written: the second of the day, and these three bits. A status is added behind the others, and never moved.
const codes: readonly ComponentStatus[] = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];

export const StatusDay = z.object({ day: z.number(), was: z.number(), changes: z.array(z.number()) });
// A region's name has 32 characters at most, and its slot comes behind it.
const StatusDayName = z.string().max(64);

/** What is written beside the status itself. Of one that was set before changes were noted, what it was is noted with the first one. */
export function notesOfStatus(fold: Fold, region: string, status: ComponentStatus, now: string): Record<string, Json> {
  const before = readComponentDoc(fold);
  const isFirst = ![...fold.keys()].some((name) => name.startsWith('s/'));
  const earlier = before && isFirst ? [{ at: hlcToIso(fold.get('status')!.hlc), status: before.status }] : [];
  const notes: Record<string, Json> = {};
  let held: ComponentStatus = isFirst || !before ? 'operational' : before.status;
  for (const change of [...earlier, { at: now, status }]) {
    const ms = Date.parse(change.at);
    const day = Math.floor(ms / dayMs);
    const name = `s/${region}/${day % daysKept}`;
    const known = StatusDay.safeParse(notes[name] ?? fold.get(name)?.value).data;
    const { was, changes } = known?.day === day ? known : { was: codes.indexOf(held), changes: [] };
    const noted = Math.floor((ms % dayMs) / 1_000) * 8 + codes.indexOf(change.status);
    notes[name] = { day, was, changes: [...changes.slice(0, changesPerDayMax - 1), noted] };
    held = change.status;
  }
  return notes;
}

// Nobody writes to notes of this name again, in whatever region.
const elsewhere = 'elsewhere';

/** What it showed in another installation, as notes of a region that there is none of: of each span its beginning and its end. */
export function notesOfPast(spans: readonly { from: number; to: number; status: ComponentStatus }[]): Record<string, Json> {
  const days = new Map<number, { was: number; changes: number[] }>();
  let held = 0;
  const note = (ms: number, code: number) => {
    const day = Math.floor(ms / dayMs);
    const known = days.get(day) ?? { was: held, changes: [] };
    days.set(day, known);
    known.changes = [...known.changes.slice(0, changesPerDayMax - 1), Math.floor((ms % dayMs) / 1_000) * 8 + code];
    held = code;
  };
  const inOrder = [...spans].sort((a, b) => a.from - b.from).filter(({ from, to }) => to > from);
  for (const [at, { from, to, status }] of inOrder.entries()) {
    note(from, codes.indexOf(status));
    if ((inOrder[at + 1]?.from ?? Infinity) > to) note(to, 0);
  }
  const newest = Math.max(...days.keys());
  const kept = [...days].filter(([day]) => day > newest - daysKept);
  return Object.fromEntries(kept.map(([day, { was, changes }]) => [`s/${elsewhere}/${day % daysKept}`, { day, was, changes }]));
}

/**
 * When it was set to something that is not operational. Changes of several regions are one row in the order of their times, and
 * what the register says holds in the end, from when it was stamped. What was set before changes were noted is known from the
 * register alone; what comes before that counts as operational.
 */
export function spansSet(component: string, fold: Fold): Span[] {
  const doc = readComponentDoc(fold);
  if (!doc) return [];
  const drawing = drawSpans();
  const { since, was, changes } = changesIn(fold);
  for (const { at, status } of [{ at: since, status: was }, ...changes]) drawing.hold(at, new Map([[component, status]]));
  drawing.hold(hlcToMs(fold.get('status')!.hlc), new Map([[component, doc.status]]));
  return drawing.spans();
}

interface Changes {
  /** What held before the first of them, as far back as they go. */
  since: number;
  was: ComponentStatus;
  changes: { at: number; status: ComponentStatus }[];
}

function changesIn(fold: Fold): Changes {
  const all = entries(StatusDay, fold, 's', StatusDayName);
  const newest = all.reduce((latest, { entry }) => Math.max(latest, entry.day), 0);
  const changes = all
    .filter(({ entry }) => entry.day > newest - daysKept)
    .flatMap(({ id, entry: { day, was, changes } }) =>
      changes.map((change, place) => ({ id, place, was, status: statusOf(change % 8), at: momentOf(day, change) })),
    )
    .sort((a, b) => a.at - b.at || (a.id === b.id ? a.place - b.place : a.id < b.id ? -1 : 1));
  return { since: momentOf(newest - daysKept + 1, 0), was: statusOf(changes[0]?.was ?? 0), changes };
}

function momentOf(day: number, change: number): number {
  return boundedTime(day * dayMs + Math.floor(change / 8) * 1_000).getTime();
}

// A status of a later version: something was wrong.
function statusOf(code: number): ComponentStatus {
  return codes[code] ?? 'degraded_performance';
}
