import { Language } from '@pharos/core/language';
import { limits } from '@pharos/core/limits';
import { z } from 'zod';
import { Text } from './field-values.ts';

/*
 * What is said in other languages than the page's own stands beside it, by language: `{ "de": { "title": "...", "body": "..." } }`.
 * Where a language has no text of its own, readers are shown the one that everybody has.
 */

type Texts<Name extends string> = Record<string, { [Each in Name]: string }>;

/** What may be asked for. */
export function inLanguages<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .record(Language, z.strictObject(shape))
    .refine((texts) => Object.keys(texts).length <= limits.languagesMax, `must name at most ${limits.languagesMax} languages`);
}

/** What is kept, and shown: of another region, with languages of a later version among them. */
export function heldInLanguages<const Name extends string>(name: Name) {
  return z.record(z.string(), z.object({ [name]: Text } as { [Each in Name]: typeof Text }));
}

/** Of what was asked for, one of the texts. */
export function textsIn<const Name extends string>(
  texts: Record<string, { [Each in Name]?: string | undefined }> | undefined,
  name: Name,
): Texts<Name> {
  const said = Object.entries(texts ?? {}).map(([language, text]) => [language, text[name]] as const);
  return Object.fromEntries(said.flatMap(([language, text]) => (text === undefined ? [] : [[language, { [name]: text }]]))) as Texts<Name>;
}

type Nothing = { [Each in never]: never };

/** For what is written or shown: where nothing is said, there is nothing of it. */
export function unlessEmpty<const Name extends string, T extends object>(name: Name, value: T): { [Each in Name]: T } | Nothing {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}
