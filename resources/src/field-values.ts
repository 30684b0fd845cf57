import { isTimeZone } from '@pharos/core/time-zone';
import { boundedTime, isIndexable, storable } from '@pharos/core/value';
import { z } from 'zod';

/**
 * What fields hold, as another region wrote them: by another version, with other limits, or with a fault. What can be shown in
 * some way is brought into a form that every table takes; what cannot makes the document one that this version cannot read.
 */

/** Made once: to make a schema costs as much as many checks. */
export const Uuid = z.uuid();

export const Text = z.string().overwrite(storable);

/** A text that some index has for its key. */
export const Key = Text.refine(isIndexable, 'too long for an index');

/** A moment, the nearest one that can be shown. */
export const Moment = z.string().check((moment) => {
  const ms = Date.parse(moment.value);
  if (Number.isNaN(ms)) moment.issues.push({ code: 'custom', message: 'not a time', input: moment.value });
  // Nearly all are written as we would: every update of an incident is read at each write to it.
  else if (!isOurForm.test(moment.value)) moment.value = boundedTime(ms).toISOString();
});

/** A day of the calendar, as `2026-02-28`; none where it is not one. */
export const Day = z
  .string()
  .nullable()
  .overwrite((day) => (day !== null && z.iso.date().safeParse(day).success ? day : null));

// No day after the 28th and no hour 24: `Date` takes the 30th of February, and Postgres does not.
const isOurForm = /^20\d\d-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):\d\d:\d\d\.\d\d\dZ$/;

/** A time zone, UTC where this version does not know it. */
export const Zone = z.string().overwrite((zone) => (isTimeZone(zone) ? zone : 'UTC'));
