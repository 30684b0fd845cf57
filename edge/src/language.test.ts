import { chooseLanguage } from '@pharos/core/choose-language';
import { expect, it } from 'vitest';
import { emptyView } from '../test/sample.ts';
import { languagesOf, wordsFor } from './language.ts';

const page = (more: object) => ({ page: { ...emptyView().page, ...more } });

it('a page is read in the languages that it offers, its own first; and in all that we speak where it says nothing', () => {
  expect(languagesOf(page({ language: 'de', languages: ['en', 'sv'] }))).toEqual(['de', 'en', 'sv']);
  expect(languagesOf(page({}))).toEqual(['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'tr', 'ja', 'zh', 'ar']);
  // Brazilian Portuguese is Portuguese: it is not offered twice.
  expect(languagesOf(page({ language: 'pt-BR' }))).not.toContain('pt');
});

it.each([
  ['fr', undefined, 'fr'],
  [undefined, 'de-AT,de;q=0.9,en;q=0.5', 'de'],
  [undefined, 'sv, en;q=0.4, pt;q=0.8', 'pt-BR'],
  [undefined, 'sv,fi', 'en'],
  ['xx', 'de;q=0', 'en'],
  [undefined, ';;q=9,,*;q=0.1', 'en'],
  ['<script>', 'a'.repeat(10_000), 'en'],
])('chosen %s and accepted %s: shown in %s', (chosen, accepted, shown) => {
  expect(chooseLanguage(['en', 'de', 'fr', 'pt-BR'], chosen, accepted)).toBe(shown);
});

it('of a language that we do not speak, our words are English', () => {
  expect(wordsFor('pt-BR').tag).toBe('pt-PT');
  expect(wordsFor('fi').tag).toBe('en-GB');
  expect(wordsFor('constructor').tag).toBe('en-GB');
});
