import type { Context } from 'hono';
import type { Deps, Env } from '../env.ts';
import { write, type Written } from '../write.ts';
import { requirePerson } from './require-person.ts';

/** Writes what somebody does with their own account, and forgets what was at hand of them: the next request sees it. */
export async function changeAccount(c: Context<Env>, deps: Deps, asked: Parameters<typeof write>[3]): Promise<Written> {
  const { person } = requirePerson(c);
  const written = await write(c, deps, person.id, asked);
  deps.accounts.people.forget(person.id);
  return written;
}
