import { z } from 'zod';

/*
 * What clients send, in JSON or in a form, where all is text: read as what it means, and nothing more. What a field may hold is judged by
 * our own verbs.
 */

const isNothing = (value: unknown) => value === undefined || value === null || value === '';

export const Text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)], 'must be a text');
/** Null, and in a form an empty field, take away what was there. */
export const TextOrNull = z.preprocess((value) => (value === '' ? null : value), Text.nullable());

const truths = new Map<unknown, boolean>([
  ...['true', '1', 't', 'on', 1, true].map((each) => [each, true] as const),
  ...['false', '0', 'f', 'off', 0, false].map((each) => [each, false] as const),
]);
export const Flag = z
  .preprocess((value) => (typeof value === 'string' ? value.toLowerCase() : value), z.unknown())
  .transform((value, context) => {
    const flag = truths.get(value);
    if (flag !== undefined) return flag;
    context.addIssue({ code: 'custom', message: 'must be true or false' });
    return z.NEVER;
  });

export const Amount = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
  z.number('must be a number'),
);

/** A moment, with its offset or without one; as UTC then. */
export const Moment = Text.transform((text, context) => {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d|UTC|GMT)$/i.test(text.trim());
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text.trim());
  const ms = Date.parse(hasZone || isDay ? text : `${text.trim()}Z`);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  context.addIssue({ code: 'custom', message: 'must be a time like 2026-05-01T10:00:00Z' });
  return z.NEVER;
});

/** A list, which may be sent as one text, or as an object of which the values are meant (`ids[0]=`). Null says nothing of it. */
export const Texts = z.preprocess((value) => {
  if (value === null || value === undefined) return undefined;
  if (value === '') return [];
  if (typeof value === 'object' && !Array.isArray(value)) return Object.values(value);
  return Array.isArray(value) ? value.filter((each) => !isNothing(each)) : [value];
}, z.array(Text).optional());

/** By code: `{ "8kbf7d35c070": "operational" }`. */
export const TextByCode = z.record(z.string(), Text);

/** Left out where nothing is said: `undefined` and, in what is made, null. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());
