import type { Operations } from '../api/operations.d.ts';
import { ruleOf, type Often } from './recurrence.ts';
import { fromField, toField } from './wall-time.ts';

/** What somebody fills in who plans a maintenance. */
export interface PlanForm {
  /** Names the request, however often it is sent. */
  key: string;
  title: string;
  body: string;
  clocks: 'own' | 'page';
  startsAt: string;
  endsAt: string;
  components: string[];
  often: Often;
  count: string;
  remind: Reminder;
  automatic: boolean;
  startBody: string;
  endBody: string;
  notify: boolean;
}

export type Reminder = 'none' | 'hour' | 'day' | 'days' | 'week';
export const reminderMinutes: Record<Reminder, number | undefined> = { none: undefined, hour: 60, day: 1_440, days: 4_320, week: 10_080 };
export const reminders = Object.keys(reminderMinutes) as Reminder[];

const usualMs = 3_600_000;

export function emptyPlan(key: string, startsAt: string, zone: string): PlanForm {
  const ends = new Date(Date.parse(startsAt) + usualMs).toISOString();
  return {
    key,
    title: '',
    body: '',
    clocks: 'own',
    startsAt: toField(startsAt, zone),
    endsAt: toField(ends, zone),
    components: [],
    often: 'never',
    count: '',
    remind: 'day',
    automatic: true,
    startBody: '',
    endBody: '',
    notify: true,
  };
}

export type PlanGap = 'title' | 'body' | 'startsAt' | 'endsAt';

/** What is still missing before it can be sent, in the order in which it is filled in. */
export function gapsOf({ title, body, startsAt, endsAt }: PlanForm, zone: string): PlanGap[] {
  const [start, end] = [fromField(startsAt, zone), fromField(endsAt, zone)];
  const gaps: Record<PlanGap, boolean> = {
    title: title.trim() === '',
    body: body.trim() === '',
    startsAt: start === undefined,
    endsAt: end === undefined || (start !== undefined && end <= start),
  };
  return (Object.keys(gaps) as PlanGap[]).filter((name) => gaps[name]);
}

/** Another start keeps how long it lasts. */
export function withStart(form: PlanForm, startsAt: string, zone: string): PlanForm {
  const [before, now, end] = [fromField(form.startsAt, zone), fromField(startsAt, zone), fromField(form.endsAt, zone)];
  if (!before || !now || !end || end <= before) return { ...form, startsAt };
  return { ...form, startsAt, endsAt: toField(new Date(Date.parse(end) + Date.parse(now) - Date.parse(before)).toISOString(), zone) };
}

/** By other clocks, the same moments. */
export function withClocks(form: PlanForm, clocks: PlanForm['clocks'], zones: Record<PlanForm['clocks'], string>): PlanForm {
  const turned = (text: string) => {
    const moment = fromField(text, zones[form.clocks]);
    return moment === undefined ? text : toField(moment, zones[clocks]);
  };
  return { ...form, clocks, startsAt: turned(form.startsAt), endsAt: turned(form.endsAt) };
}

/** The request. It has no gaps. It comes again by the clocks of the page, whoever plans it. */
export function planRequest(form: PlanForm, zone: string, pageZone: string): Operations['POST /v1/pages/{page}/maintenances']['body'] {
  const startsAt = fromField(form.startsAt, zone)!;
  const count = Number(form.count) >= 1 ? Math.floor(Number(form.count)) : undefined;
  const recurrence = ruleOf(form.often, toField(startsAt, pageZone), count);
  const remindMinutes = reminderMinutes[form.remind];
  return {
    title: form.title.trim(),
    body: form.body,
    startsAt,
    endsAt: fromField(form.endsAt, zone)!,
    components: form.components,
    automatic: form.automatic,
    notify: form.notify,
    ...(form.automatic && form.startBody.trim() !== '' && { startBody: form.startBody }),
    ...(form.automatic && form.endBody.trim() !== '' && { endBody: form.endBody }),
    ...(recurrence !== undefined && { recurrence }),
    ...(remindMinutes !== undefined && { remindMinutes }),
  };
}
