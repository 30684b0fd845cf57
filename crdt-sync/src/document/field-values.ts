import { isTimeZone } from '@pharos/core/change';
import { boundedTime, isIndexable, storable } from '@pharos/core/value';
import { z } from 'zod';

/**
 * What fields hold, as another region wrote them: by another version, with other limits, or with a fault. What can be shown in
 * some way is brought into a form that every table takes; what cannot makes the document one that this version cannot read.
 */

export const Text = z.string().overwrite(storable);

/** A text that some index has for its key. */
export const Key = Text.refine(isIndexable, 'too long for an index');

/** A moment, the nearest one that can be shown. */
export const Moment = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'not a time')
  .overwrite((text) => boundedTime(Date.parse(text)).toISOString());

/** A time zone, UTC where this version does not know it. */
export const Zone = z.string().overwrite((zone) => (isTimeZone(zone) ? zone : 'UTC'));
