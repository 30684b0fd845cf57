import { idFrom } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import type { Verb } from './define-resource.ts';
import type { Fold } from './fold.ts';
import { alreadyDone, type Plan, type PlanInput } from './plan.ts';

/*
 * A request with an Idempotency-Key names what it makes by that key: sent again, to whatever region, it names the same thing. What
 * it asked is kept beside the thing, in the same document, so that every region that has the one has the other: a word for each
 * field that was not left to its default. A request of the same name that asks something else is refused; what was edited
 * meanwhile does not matter, because the thing itself is not compared. It grows with what is made: some dozens of bytes each.
 */

/** `r/<id of what was made>`: what was asked. */
export const requestPrefix = 'r';
export const RequestEntry = z.record(z.string(), z.string());
type Said = z.infer<typeof RequestEntry>;

/** The plan of a verb that makes something, for a request that may be sent again. */
export function planOnce<Asked>(verb: Verb<z.ZodObject, Asked>, asked: Asked, input: PlanInput): Plan {
  const [made] = verb.door?.makes ?? [];
  // What the server itself fills in, a secret that is shown once, is another one each time: such a verb says by itself what a repetition is.
  if (made === undefined || verb.door?.fills) return verb.plan(asked, input);
  const about = verb.about(asked);
  const name = `${requestPrefix}/${(asked as Record<string, string>)[made]!}`;
  const said = saidBy(verb, asked);
  const before = requestIn(input.fold(about), name);
  if (before) {
    requireSame(before, said);
    return alreadyDone;
  }
  const plan = verb.plan(asked, input);
  const writes = plan.writes.map((write) =>
    write.ref.id === about.id && 'fields' in write ? { ...write, fields: { ...write.fields, [name]: said } } : write,
  );
  return { ...plan, writes };
}

function requestIn(fold: Fold, name: string): Said | undefined {
  // What another version wrote there, and this one cannot read, says nothing.
  return RequestEntry.safeParse(fold.get(name)?.value).data;
}

// A default is not kept: a field that is added later has one, and the same request does not differ by it.
function saidBy<Asked>({ schema, door }: Verb<z.ZodObject, Asked>, asked: Asked): Said {
  const apart = new Set(['type', ...(door?.makes ?? []), ...[...(door?.path ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)]);
  const fields = Object.entries(schema.shape).filter(([name]) => !apart.has(name));
  const words = fields.flatMap(([name, field]) => {
    const value = wordFor((asked as Record<string, unknown>)[name]);
    const usual = wordFor((field as z.ZodType).safeParse(undefined).data);
    return value === usual ? [] : [[name, value] as const];
  });
  return Object.fromEntries(words);
}

// Not to be found out by trying, and not to be met by accident: 48 bits of a hash, of two texts of one and the same request.
const wordLength = 12;

function wordFor(value: unknown): string {
  return value === undefined ? '' : idFrom(JSON.stringify(value)).slice(-wordLength);
}

function requireSame(before: Said, now: Said): void {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]);
  if (names.length === 0) return;
  const message = (name: string) => {
    if (before[name] === undefined) return 'was not sent the first time';
    return now[name] === undefined ? 'was sent the first time, and is not now' : 'is not what was sent the first time';
  };
  throw new Problem(
    'conflict',
    `this Idempotency-Key was used already, with another ${names.join(', ')}: send the same request again, or this one under a new key`,
    { fields: names.map((path) => ({ path, message: message(path) })) },
  );
}
