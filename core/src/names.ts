import { z } from 'zod';

export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes, at most 63');

const hostMax = 253;
/** A name of the DNS, with at least one dot, never an address; other letters than a-z as the DNS has them (`xn--...`). */
export const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(hostMax)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/, 'must be a host name like status.example.com');

/** The beginning of a number: a country, or a part of one. */
export const DialingCode = z.string().regex(/^\+[1-9]\d{0,6}$/, 'must be the beginning of a number, like +49');
