import type { View } from '@pharos/resources/view';
import type { Context } from 'hono';
import { wordsIn } from './words/all.ts';
import type { Words } from './words/words.ts';

// What a browser sends has some dozens of characters.
const acceptMax = 500;

/** In which a page may be read: those that it offers, or all that we speak where nobody has said anything. Its own comes first. */
export function languagesOf({ page }: Pick<View, 'page'>): string[] {
  const own = page.language ?? 'en';
  const offered = page.languages?.length ? page.languages : Object.keys(wordsIn);
  return [own, ...offered.filter((each) => each !== own && !(offered !== page.languages && each === own.split('-')[0]))];
}

/** The one that a visitor chose, else the first of theirs that there is, else the page's own. */
export function chooseLanguage(languages: string[], chosen: string | undefined, accepted: string | undefined): string {
  if (chosen !== undefined && languages.includes(chosen)) return chosen;
  for (const wanted of rangesOf(accepted ?? '')) {
    const found = languages.find((each) => each.toLowerCase() === wanted) ?? languages.find((each) => baseOf(each) === baseOf(wanted));
    if (found !== undefined) return found;
  }
  return languages[0]!;
}

export function languageFor(c: Context, view: Pick<View, 'page'>): string {
  return chooseLanguage(languagesOf(view), c.req.query('lang'), c.req.header('accept-language'));
}

/** Our words in it, or English where we do not speak it. */
export function wordsFor(language: string): Words {
  const base = baseOf(language);
  return wordsIn[Object.hasOwn(wordsIn, base) ? base : 'en']!;
}

function baseOf(language: string): string {
  return language.toLowerCase().split('-')[0]!;
}

/** The best first; of equal ones the first. */
function rangesOf(accepted: string): string[] {
  const ranges = accepted.slice(0, acceptMax).split(',');
  const ranked = ranges.map((range) => {
    const [name = '', ...more] = range.trim().toLowerCase().split(';');
    const quality = /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(more.find((each) => /^\s*q=/.test(each)) ?? '')?.[1];
    return { name: name.trim(), quality: quality === undefined ? 1 : Number(quality) };
  });
  return ranked
    .filter(({ name, quality }) => quality > 0 && /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/.test(name))
    .sort((a, b) => b.quality - a.quality)
    .map(({ name }) => name);
}
