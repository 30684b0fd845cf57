import { placeholdersIn, withValues } from '@pharos/core/placeholders';
import { Problem } from '@pharos/core/problem';
import { Body, Name } from '@pharos/core/texts';
import type { Variables } from './variables.ts';

/** What a template says in words; in one language, and in others. */
export interface Words {
  title?: string | undefined;
  body?: string | undefined;
}
export interface Texts extends Words {
  texts?: Record<string, Words> | undefined;
}

/**
 * The words of a template with their variables in them, as far as `taken` asks for them. A variable that is not said, and one that
 * the template does not name, is refused by its name: a slip of the keyboard is not published.
 */
export function fillTexts(template: Texts, taken: readonly ('title' | 'body')[], values: Variables): Texts {
  const known = new Set(placeholdersIn(wordsOf(template, ['title', 'body'])));
  const missing = placeholdersIn(wordsOf(template, taken)).filter((name) => !Object.hasOwn(values, name));
  const unknown = Object.keys(values).filter((name) => !known.has(name));
  const fields = [
    ...missing.map((name) => ({ path: `variables.${name}`, message: 'is missing: the template names it' })),
    ...unknown.map((name) => ({ path: `variables.${name}`, message: `is no variable of this template: ${listed([...known])}` })),
  ];
  if (fields.length > 0) throw new Problem('invalid', fields.map(({ path, message }) => `${path}: ${message}`).join('; '), { fields });
  const fill = (words: Words): Words => ({
    ...(taken.includes('title') && words.title !== undefined ? { title: fitted(Name, 'title', withValues(words.title, values)) } : {}),
    ...(taken.includes('body') && words.body !== undefined ? { body: fitted(Body, 'body', withValues(words.body, values)) } : {}),
  });
  const texts = Object.entries(template.texts ?? {}).map(([language, words]) => [language, fill(words)] as const);
  return { ...fill(template), ...(texts.length > 0 ? { texts: Object.fromEntries(texts) } : {}) };
}

function wordsOf({ texts = {}, ...words }: Texts, taken: readonly ('title' | 'body')[]): string[] {
  return [words, ...Object.values(texts)].flatMap((each) => taken.flatMap((name) => each[name] ?? []));
}

function listed(known: string[]): string {
  return known.length === 0 ? 'it has none' : `there are ${known.join(', ')}`;
}

// Each may be as long as is allowed, and all of them in one title are too long for it.
function fitted(schema: typeof Name, what: string, text: string): string {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  const message = `with these, the ${what} is not one: ${result.error.issues[0]!.message}`;
  throw new Problem('invalid', `variables: ${message}`, { fields: [{ path: 'variables', message }] });
}
