import { z } from 'zod';
import type { Json } from './fold.ts';

/** A field that people set: all that is said of it stands in one place. */
export interface Field<Given extends z.ZodType = z.ZodType, Held extends z.ZodType = z.ZodType> {
  /** What may be asked for, with the limits of today. What came later may be left out, and is then not written. */
  given: Given;
  /** What another region may have written: of another version, with other limits. The default of what came later stands here. */
  held: Held;
  /** It has no column of its own: its row keeps it among the others, and readers are shown it. */
  isShown?: true;
}
export type Fields = Record<string, Field>;

type GivenOf<All extends Fields> = { [Name in keyof All]: All[Name]['given'] };
type HeldOf<All extends Fields> = { [Name in keyof All]: All[Name]['held'] };
type ShownOf<All extends Fields> = {
  [Name in keyof All as All[Name] extends { isShown: true } ? Name : never]: z.ZodOptional<All[Name]['held']>;
};

/** What a request that makes one says. */
export function given<All extends Fields>(fields: All): GivenOf<All> {
  return map(fields, ({ given: schema }) => schema) as GivenOf<All>;
}

/** What a request that edits one says: what it does not name stays. */
export function edited<All extends Fields>(fields: All): OptionalOf<GivenOf<All>> {
  return optional(given(fields));
}

/** What a document holds. */
export function held<All extends Fields>(fields: All): HeldOf<All> {
  return map(fields, ({ held: schema }) => schema) as HeldOf<All>;
}

/** What readers are shown beside what the View names itself. A View of an older version lacks it. */
export function shown<All extends Fields>(fields: All): ShownOf<All> {
  const those = Object.entries(fields).filter(([, { isShown }]) => isShown);
  return map(Object.fromEntries(those), ({ held: schema }) => schema.optional()) as unknown as ShownOf<All>;
}

/** What a row keeps of a document's fields that have no column of their own. */
export function rest(fields: Fields, doc: object): Record<string, Json> {
  const those = Object.entries(fields).filter(([, { isShown }]) => isShown);
  return saidOf(Object.fromEntries(those), doc);
}

/** Of these fields, what each is where nothing was said: for rows that are older than a field. */
export function defaults(fields: Fields): Record<string, Json> {
  const those = Object.entries(fields).filter(([, { isShown }]) => isShown);
  const usual = those.map(([name, { held: schema }]) => [name, schema.safeParse(undefined).data as Json | undefined] as const);
  return Object.fromEntries(usual.filter((each): each is [string, Json] => each[1] !== undefined));
}

export type OptionalOf<Shape extends z.ZodRawShape> = { [Name in keyof Shape]: z.ZodOptional<Shape[Name]> };

/** A default is for what is made: an edit leaves what it does not name. */
export function optional<Shape extends z.ZodRawShape>(shape: Shape): OptionalOf<Shape> {
  const entries = Object.entries(shape).map(([name, field]) => {
    const schema = field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : (field as z.ZodType);
    return [name, schema.optional()];
  });
  return Object.fromEntries(entries) as OptionalOf<Shape>;
}

/** What a request says of these fields, and nothing else of it. */
export function saidOf(fields: object, asked: object): Record<string, Json> {
  const said = Object.keys(fields).map((name) => [name, (asked as Record<string, Json | undefined>)[name]] as const);
  return Object.fromEntries(said.filter((each): each is [string, Json] => each[1] !== undefined));
}

function map<T>(fields: Fields, of: (field: Field) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, of(field)]));
}
