import type { z } from 'zod';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a field holds, and who wrote it when. */
export interface Register {
  value: Json;
  hlc: number;
  region: number;
}
export type Fold = Map<string, Register>;

/** A document that cannot be read: what is wrong with it, in one word for the metric and in a sentence for a person. */
export class BadDocument extends Error {
  readonly reason: string;
  constructor(reason: string, message: string) {
    super(message);
    this.name = 'BadDocument';
    this.reason = reason;
  }
}

/** The plain fields of a document, parsed; undefined when the document was never written (`first` is missing). Fields we do not know are left alone. */
export function known<T extends z.ZodRawShape>(shape: z.ZodObject<T>, fold: Fold, first: string): z.infer<z.ZodObject<T>> | undefined {
  if (!fold.has(first)) return undefined;
  const plain = Object.fromEntries([...fold].filter(([name]) => !name.includes('/')).map(([name, { value }]) => [name, value]));
  return parsed(shape, plain);
}

/** Entries of a list in a document: the fields called `<prefix>/<id>`, both parsed, in (hlc, region, id) order. */
export function entries<T>(
  schema: z.ZodType<T>,
  fold: Fold,
  prefix: string,
  idSchema: z.ZodType<string>,
): { id: string; entry: T; register: Register }[] {
  const start = `${prefix}/`;
  const found: { id: string; entry: T; register: Register }[] = [];
  for (const [name, register] of fold) {
    if (!name.startsWith(start)) continue;
    const { id, entry } = parsedOnce(schema, idSchema, name.slice(start.length), register.value);
    found.push({ id, entry, register });
  }
  return found.sort((a, b) => byRegister(a.register, b.register) || (a.id < b.id ? -1 : 1));
}

export function byRegister(a: Register, b: Register): number {
  return a.hlc - b.hlc || a.region - b.region;
}

export function latestHlc(fold: Fold): number {
  let latest = 1;
  for (const { hlc } of fold.values()) latest = Math.max(latest, hlc);
  return latest;
}

/** A reading that one write asks for several times, and the next one begins with. A fold is never changed once it is made. */
export function oncePerFold<T>(read: (fold: Fold) => T): (fold: Fold) => T {
  const readings = new WeakMap<Fold, { value: T }>();
  return (fold) => {
    const known = readings.get(fold) ?? { value: read(fold) };
    readings.set(fold, known);
    return known.value;
  };
}

// A document is read several times, with the same entries: each is parsed once.
const parsedValues = new WeakMap<object, WeakMap<object, { id: string; entry: unknown }>>();

function parsedOnce<T>(schema: z.ZodType<T>, idSchema: z.ZodType<string>, id: string, value: unknown): { id: string; entry: T } {
  const parse = () => ({ id: parsed(idSchema, id), entry: parsed(schema, value) });
  if (typeof value !== 'object' || value === null) return parse();
  const values = parsedValues.get(schema) ?? new WeakMap<object, { id: string; entry: unknown }>();
  parsedValues.set(schema, values);
  let known = values.get(value);
  if (known?.id !== id) values.set(value, (known = parse()));
  return known as { id: string; entry: T };
}

// A field we know, with a value we do not: written by a later version. It is carried, and folded again after the upgrade.
function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new BadDocument('unknown-schema', `${issue.path.join('.')}: ${issue.message}`);
}
