import { baseOf, chooseLanguage } from '@pharos/core/choose-language';
import type { View } from '@pharos/resources/view';
import type { Context } from 'hono';
import { wordsIn } from './words/all.ts';
import type { Words } from './words/words.ts';

/** In which a page may be read: those that it offers, or all that we speak where nobody has said anything. Its own comes first. */
export function languagesOf({ page }: Pick<View, 'page'>): string[] {
  const own = page.language ?? 'en';
  const offered = page.languages?.length ? page.languages : Object.keys(wordsIn);
  return [own, ...offered.filter((each) => each !== own && !(offered !== page.languages && each === own.split('-')[0]))];
}

export function languageFor(c: Context, view: Pick<View, 'page'>): string {
  return chooseLanguage(languagesOf(view), c.req.query('lang'), c.req.header('accept-language'));
}

/** Our words in it, or English where we do not speak it. */
export function wordsFor(language: string): Words {
  const base = baseOf(language);
  return wordsIn[Object.hasOwn(wordsIn, base) ? base : 'en']!;
}
