import { baseOf } from '@pharos/core/choose-language';
import { words as ar } from './ar.ts';
import { words as de } from './de.ts';
import { words as en } from './en.ts';
import { words as es } from './es.ts';
import { words as fr } from './fr.ts';
import { words as it } from './it.ts';
import { words as ja } from './ja.ts';
import { words as nl } from './nl.ts';
import { words as pl } from './pl.ts';
import { words as pt } from './pt.ts';
import { words as tr } from './tr.ts';
import { words as zh } from './zh.ts';
import type { Words } from './words.ts';

/** The languages in which subscribers are written to, whatever a page's people write in: those of the page itself. */
export const wordsIn: Record<string, Words> = { en, de, fr, es, it, pt, nl, pl, tr, ja, zh, ar };

/** English where a language is not among them. */
export function wordsFor(language: string): Words {
  const base = baseOf(language);
  return wordsIn[Object.hasOwn(wordsIn, base) ? base : 'en']!;
}
