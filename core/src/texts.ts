import { z } from 'zod';
import { limits } from './limits.ts';
import { isPlainText, isStorable } from './value.ts';

/** What people type, as it may be kept: the parts of which every Change is made. */

// No control characters: what is a name here becomes a mail header or an SMS there.
export const lineOf = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters')
    .refine((text) => text.isWellFormed(), 'must be whole characters');

const plain = (text: z.ZodString) =>
  text
    .refine(isStorable, 'must be whole characters, without NUL')
    .refine(isPlainText, 'must hold no control characters but line breaks and tabs');

export const Name = lineOf(limits.nameMax);
export const bodyOf = (max: number) => plain(z.string().trim().min(1).max(max));
export const Body = bodyOf(limits.bodyMax);
export const descriptionOf = (max: number) => plain(z.string().trim().max(max));
export const Description = descriptionOf(limits.descriptionMax);
export const LongText = plain(z.string().max(limits.textMax));
