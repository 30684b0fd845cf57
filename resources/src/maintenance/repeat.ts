import { Id, idFrom } from '@pharos/core/id';
import { z } from 'zod';
import { readComponentDoc } from '../component/fields.ts';
import { defineVerb } from '../define-resource.ts';
import { docRef } from '../kind.ts';
import { unlessEmpty } from '../languages.ts';
import { alreadyDone } from '../plan.ts';
import { about, announce } from './changes.ts';
import { readMaintenanceDoc } from './fields.ts';
import { nextOf, type Repeats } from './recurrence.ts';

/** The next of a series, by its id; undefined: this was the last. */
export function nextOccurrence(repeats: Repeats): { id: string; startsAt: string; endsAt: string } | undefined {
  const startsAt = nextOf(repeats);
  if (startsAt === undefined) return undefined;
  return { id: idFrom(repeats.series, startsAt), startsAt, endsAt: new Date(Date.parse(startsAt) + repeats.ms).toISOString() };
}

/**
 * Makes the next of a series, once the one before it begins. Both are locked, and the one before says that it was done. Nobody asks for
 * it over HTTP: each region looks for what is due, and two that cannot hear each other make one and the same.
 */
export const repeatMaintenance = defineVerb({
  schema: z.object({ type: z.literal('repeat-maintenance'), page: Id, maintenance: Id, before: Id }),
  about,
  makes: true,
  locks: ({ page, before }) => [about({ page, maintenance: before })],
  concerns: (asked, fold) => readMaintenanceDoc(fold(about({ page: asked.page, maintenance: asked.before })))?.components ?? [],
  plan: (asked, input) => {
    const ref = about({ page: asked.page, maintenance: asked.before });
    const before = readMaintenanceDoc(input.fold(ref));
    const next = before?.repeats && nextOccurrence(before.repeats);
    if (!before?.repeats || before.repeated || before.deleted || next?.id !== asked.maintenance || before.startsAt > input.now)
      return alreadyDone;
    const done = { ref, fields: { repeated: true } };
    if (readMaintenanceDoc(input.fold(about(asked)))) return { writes: [done], facts: [], notify: null };
    const { title, components, automatic, startBody, endBody, texts, remindMinutes } = before;
    const { startsAt, endsAt } = next;
    const repeats = { ...before.repeats, at: startsAt };
    const first = before.updates[0];
    const update = idFrom(asked.maintenance, 'scheduled');
    const body = first?.body ?? title;
    const entry = { status: 'scheduled' as const, body, at: input.now, ...unlessEmpty('texts', first?.texts ?? {}) };
    // What is gone from the page by now is not maintained any more.
    const there = components.filter((id) => readComponentDoc(input.fold(docRef('component', id, asked.page)))?.removed === false);
    const fields = {
      title,
      startsAt,
      endsAt,
      components: there,
      automatic,
      startBody,
      endBody,
      createdAt: input.now,
      ...unlessEmpty('texts', texts),
      ...(remindMinutes === null ? {} : { remindMinutes }),
      ...(nextOf(repeats) === undefined ? {} : { repeats }),
      [`u/${update}`]: entry,
    };
    const what = { title, status: 'scheduled' as const, opened: true };
    const made = announce({ ...asked, update, body, notify: repeats.notify }, what, fields, there);
    return { ...made, writes: [...made.writes, done] };
  },
});
