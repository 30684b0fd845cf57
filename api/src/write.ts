import type { Context } from 'hono';
import { z } from 'zod';
import { idFrom, newId } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { readStates, type ExpectedStates } from '@pharos/crdt-sync';
import { Change, documentsOf } from '@pharos/resources/registry';
import type { Caller, Deps, Env } from './env.ts';
import { faultsOf, type Fault } from './faults.ts';

/** What every write answers beside its thing: where it stands in the world. */
export const Written = z.object({
  id: z.string(),
  version: z.string().describe('The version of the page that holds this write; readers and streams accept it anywhere'),
  regions: z.number().int().describe('Regions that have it by now, this one included'),
});
export type Written = z.infer<typeof Written>;

const idempotencyKeyMax = 200;

/**
 * Names things by the idempotency key, so that the same request, sent again or to another region, makes the same thing. What a
 * thing belongs to (`of`) is part of its name: the same key for another incident names another update.
 */
export function naming(c: Context<Env>, caller: Caller | undefined, page: string, ...of: string[]): (what: string) => string {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return newId;
  if (key.length === 0 || key.length > idempotencyKeyMax)
    throw new Problem('invalid', `Idempotency-Key has 1 to ${idempotencyKeyMax} characters`);
  return (what) => idFrom(page, caller?.id ?? 'guest', key, ...of, what);
}

/** Of a route of its own: what it made of its request is parsed, and written. */
export function write(c: Context<Env>, deps: Deps, id: string, asked: z.input<typeof Change>): Promise<Written> {
  return writeParsed(c, deps, id, parseChange(asked));
}

/** Writes, and answers where the write stands. `id` is the thing the request was about, or makes. */
export async function writeParsed(
  c: Context<Env>,
  { reads, writer, answers }: Deps,
  id: string,
  change: Change,
  isMaking = false,
): Promise<Written> {
  const durability = /(?:^|,)\s*durability=remote\s*(?:,|$)/.test(c.req.header('prefer') ?? '') ? 'remote' : 'local';
  const caller = c.get('caller');
  const who = caller ? { actor: caller.id, by: caller.by } : { actor: 'guest', by: 'person' as const };
  const isRepeatable = isMaking && c.req.header('idempotency-key') !== undefined;
  const written = await ifUnchanged(c, reads, change, (expected) =>
    writer.write(change, {
      ...who,
      ...(caller && { from: c.get('address') }),
      durability,
      isRepeatable,
      expected,
      trace: c.get('span')?.context,
    }),
  );
  answers.wrote(written);
  c.header('x-version', written.version);
  if (durability === 'remote') c.header('preference-applied', 'durability=remote');
  if (isRepeatable && written.replayed) c.header('idempotency-replayed', 'true');
  return { id, version: written.version, regions: 1 + written.ackedBy };
}

// Each time somebody else has changed the documents, and the thing looks as before: nobody does that for long.
const triesMax = 5;

/** With If-Match: only while all that it locks is as it was when the tag was compared. Of many who read the same, one passes. */
async function ifUnchanged<T>(
  c: Context<Env>,
  reads: Deps['reads'],
  change: Change,
  work: (expected: ExpectedStates | undefined) => Promise<T>,
): Promise<T> {
  const requireUnchanged = c.get('requireUnchanged');
  if (!requireUnchanged) return work(undefined);
  const locked = documentsOf(change).lock.map(({ id }) => id);
  for (let tries = 1; ; tries++) {
    const expected = await reads((sql) => readStates(sql, locked));
    await requireUnchanged();
    try {
      return await work(expected);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'changed') || tries === triesMax) throw error;
    }
  }
}

function parseChange(asked: z.input<typeof Change>): Change {
  const parsed = Change.safeParse(asked);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error, asked, undefined);
}

// More faults than this nobody mends at once, and each is short: an answer is never longer than what was asked.
const faultsMax = 20;
const faultCharsMax = 250;

/** What is wrong with which field of what was sent, for the person who has to mend the request. */
export function invalid({ issues }: z.ZodError, input: unknown, schema: unknown): Problem {
  return refuse(faultsOf(issues, input, schema));
}

/** All that is wrong, in one problem. */
export function refuse(faults: readonly Fault[]): Problem {
  const fields = faults.slice(0, faultsMax).map(({ path, message }) => ({
    path: path.slice(0, faultCharsMax),
    message: message.slice(0, faultCharsMax),
  }));
  const told = fields.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  const more = faults.length - fields.length;
  return new Problem('invalid', more > 0 ? `${told}; and ${more} more` : told, { fields });
}
