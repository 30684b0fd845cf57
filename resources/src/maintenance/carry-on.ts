import { Id, idFrom } from '@pharos/core/id';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { alreadyDone, type Plan } from '../plan.ts';
import { about, announce } from './changes.ts';
import { readMaintenanceDoc, type MaintenanceDoc } from './fields.ts';

// What is posted where whoever scheduled it has said nothing.
const usualStart = 'The maintenance has begun, as planned.';
const usualEnd = 'The maintenance is over.';

type Planned = Pick<MaintenanceDoc, 'status' | 'startsAt' | 'endsAt' | 'automatic' | 'deleted'>;

type Reminded = Pick<MaintenanceDoc, 'status' | 'startsAt' | 'deleted' | 'remindMinutes' | 'remindedFor'>;

export interface Step {
  to: 'in_progress' | 'completed';
  /** The time that it was meant for. */
  at: string;
  /** It was never under way: nobody is told of an end without a beginning. */
  isMissed: boolean;
}

/** What a maintenance does by itself now, if anything: it starts at its time, and ends at its time, unless somebody was quicker. */
export function stepDue({ status, startsAt, endsAt, automatic, deleted }: Planned, now: string): Step | undefined {
  if (!automatic || deleted || status === 'completed') return undefined;
  if (Date.parse(endsAt) <= Date.parse(now)) return { to: 'completed', at: endsAt, isMissed: status === 'scheduled' };
  if (status === 'scheduled' && Date.parse(startsAt) <= Date.parse(now)) return { to: 'in_progress', at: startsAt, isMissed: false };
  return undefined;
}

/** Is it the time to tell its subscribers once more, of this beginning? */
export function isReminderDue({ status, startsAt, deleted, remindMinutes, remindedFor }: Reminded, now: string): boolean {
  if (status !== 'scheduled' || deleted || remindMinutes === null || remindedFor === startsAt) return false;
  const [start, at] = [Date.parse(startsAt), Date.parse(now)];
  return at >= start - remindMinutes * 60_000 && at < start;
}

/** The words of a reminder: the same in every region, whenever it comes to it. */
function reminderOf(minutes: number): string {
  const [count, unit] =
    minutes < 120 ? [minutes, 'minute'] : minutes < 2_880 ? [Math.round(minutes / 60), 'hour'] : [Math.round(minutes / 1_440), 'day'];
  return `A reminder: this begins in ${count} ${unit}${count === 1 ? '' : 's'}, as planned.`;
}

/**
 * Takes the step that is due. Its update is named by the maintenance, the step and its time, so that regions that cannot hear
 * each other, and take it both, make one update of it. Nobody asks for it over HTTP: each region looks for what is due.
 */
export const carryOnMaintenance = defineVerb({
  schema: z.object({ type: z.literal('carry-on-maintenance'), page: Id, maintenance: Id }),
  about,
  plan: (asked, input) => {
    const before = readMaintenanceDoc(input.fold(about(asked)));
    const step = before && stepDue(before, input.now);
    if (!before) return alreadyDone;
    if (!step) return isReminderDue(before, input.now) ? reminded(asked, before, input.now) : alreadyDone;
    const update = idFrom(asked.maintenance, step.to, step.at);
    if (before.updates.some(({ id }) => id === update)) return alreadyDone;
    const body = step.to === 'completed' ? (before.endBody ?? usualEnd) : (before.startBody ?? usualStart);
    const fields = { [`u/${update}`]: { status: step.to, body, at: input.now } };
    const what = { title: before.title, status: step.to, opened: false };
    return announce({ ...asked, update, body, notify: !step.isMissed }, what, fields, before.components);
  },
});

function reminded(
  asked: { page: string; maintenance: string },
  { title, components, startsAt, remindMinutes }: MaintenanceDoc,
  now: string,
): Plan {
  const update = idFrom(asked.maintenance, 'remind', startsAt);
  const body = reminderOf(remindMinutes!);
  const fields = { remindedFor: startsAt, [`u/${update}`]: { status: 'scheduled', body, at: now } };
  return announce({ ...asked, update, body, notify: true }, { title, status: 'scheduled', opened: false }, fields, components);
}
