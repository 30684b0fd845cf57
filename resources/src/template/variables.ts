import { limits } from '@pharos/core/limits';
import { z } from 'zod';

/*
 * A template says `{{service}}` where whoever opens it says which. What is no such name (`{{7*7}}`) is a text like any other. What is
 * put in is data: it is not looked at for variables again.
 */

const name = /^[A-Za-z][A-Za-z0-9_]{0,49}$/;

export const Variables = z
  .record(z.string().regex(name, 'must be a name like service: letters, digits and _'), z.string().max(limits.variableMax))
  .refine((values) => Object.keys(values).length <= limits.variablesMax, `must name at most ${limits.variablesMax} variables`);
export type Variables = z.infer<typeof Variables>;
