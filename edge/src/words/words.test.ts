import { expect, it } from 'vitest';
import { wordsIn } from './all.ts';

/** Each sentence by the way to it; forms of one that is counted are one sentence. */
function sentences(value: unknown, path = ''): Map<string, string[]> {
  if (typeof value === 'string') return new Map([[path, [value]]]);
  const entries = Object.entries(value as object);
  if ('other' in (value as object)) return new Map([[path, entries.map(([, text]) => text as string)]]);
  return new Map(entries.flatMap(([name, inner]) => [...sentences(inner, `${path}.${name}`)]));
}

const gaps = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name!)
    .sort((a, b) => (a < b ? -1 : 1))
    .join(' ');
const english = sentences(wordsIn['en']);

it.each(Object.entries(wordsIn))(
  '%s says all that there is to say, with what is to be filled in, and in its own words',
  (language, words) => {
    const own = sentences(words);
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    const filled = [...own].flatMap(([path, forms]) => {
      // One, two or none may be said without a number.
      const isSpelledOut = path.endsWith('earlierUpdates') || path.endsWith('found');
      return forms.filter(
        (form) => form.trim() === '' || (gaps(form) !== gaps(english.get(path)![0]!) && !(isSpelledOut && gaps(form) === '')),
      );
    });
    expect(filled).toEqual([]);
    const same = [...own].filter(([path, [form]]) => form === english.get(path)![0] && /\w{4}.* .*\w{4}/.test(form!));
    expect(language === 'en' ? [] : same).toEqual([]);
  },
);

it.each(Object.entries(wordsIn))(
  '%s has a form for each number that its grammar tells apart, and its dates are in it',
  (language, words) => {
    const forms = new Intl.PluralRules(words.tag).resolvedOptions().pluralCategories.filter((form) => form !== 'other');
    const needed = ['pl', 'ar'].includes(language) ? forms : [];
    for (const plural of [words.page.more, words.page.earlierUpdates]) expect(Object.keys(plural)).toEqual(expect.arrayContaining(needed));
    expect(Intl.DateTimeFormat.supportedLocalesOf(words.tag)).toHaveLength(1);
    expect(words.tag.split('-')[0]).toBe(language);
  },
);
