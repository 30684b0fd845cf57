import { z } from 'zod';

/** A language as BCP 47 writes it: the language, its script where that is not the usual one, its region. Written in one way only, so that one language has one text. */
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/, 'must be a language like de, pt-BR or zh-Hant');
