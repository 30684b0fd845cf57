import { z } from 'zod';

/** What somebody may choose to come in by. */
export const Password = z
  .string()
  .min(12, 'must have at least 12 characters: a sentence is easy to keep in mind')
  .max(200)
  .refine((text) => new Set(text).size > 4, 'must have more than four different characters');
