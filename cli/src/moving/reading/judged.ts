import { Problem } from '@pharos/core/problem';
import type { z } from 'zod';

/** What somebody else wrote, as it is documented; says in one line where it is not. */
export function judged<T extends z.ZodType>(schema: T, value: unknown, where: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const at = path.map((each) => (typeof each === 'number' ? `[${each}]` : `.${String(each)}`)).join('');
  throw new Problem('invalid', `${where} is not as documented: ${at === '' ? '' : `${at.replace(/^\./, '')} `}${message}`);
}

/** One of a list, named by its id. */
export function judgedOne<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const id = (value as { id?: unknown } | null)?.id;
  return judged(schema, value, `a ${what}${typeof id === 'string' || typeof id === 'number' ? ` (${id})` : ''}`);
}
