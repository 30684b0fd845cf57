import { fill } from '@pharos/core/fill';
import type { Records } from '@pharos/resources/history/days';
import type { MetricGraphs } from '@pharos/resources/metric/graph';
import type { View, ViewWithHistory } from '@pharos/resources/view';
import type { Plural, Words } from '../words/words.ts';
import { formatOf } from './formats.ts';
import { html, type Html } from './html.ts';
import type { Mine } from './mine.ts';

/** A page as somebody is shown it. */
export interface Shown {
  view: View;
  /** Markdown of an update as safe HTML. */
  markdown(text: string): string;
  /** In which titles and texts are shown where they are said in it; the rest is as everybody has it. */
  language: string;
  /** What the page says by itself. */
  words: Words;
  now: number;
  /** In which times are written, where it is not the page's: a browser knows its visitor's. */
  timeZone?: string | undefined;
  /** It is shown by a script that goes on saying how long ago, and how far. */
  isLive?: boolean;
  /** Other zones that the visitor may choose. */
  otherZone?: string | undefined;
  /** Incidents that were open when this visitor saw them first: each stays where it is read when it is resolved. */
  held?: ReadonlySet<string>;
  /** What the visitor uses, where a browser knows it. */
  mine?: Mine | undefined;
  /** Stands a part with this id, in this place, as it is already? A script that made it before does not make it again. */
  isSame?(id: string, place: string, html: string): boolean;
  /** The last days of its components. A browser has none: what the server drew stays. */
  records?: Records | undefined;
}

export type Copied = Omit<Shown, 'view'> & {
  view: ViewWithHistory;
  /** What is measured, where that is known. A browser knows none: what the server drew stays. */
  graphs?: MetricGraphs | undefined;
};

/** Its name in an attribute where it is not the language of the document around it. */
export function inLanguage(shown: Shown, texts: Record<string, unknown> | undefined): Html | false {
  const language = texts && Object.hasOwn(texts, shown.language) ? shown.language : ownLanguage(shown);
  return language !== spokenLanguage(shown) && html`lang="${language}"`;
}

export function ownLanguage({ view }: Pick<Shown, 'view'>): string {
  return view.page.language ?? 'en';
}

/** Of the document: of a language that we do not speak, our words are English. */
export function spokenLanguage({ language, words }: Pick<Shown, 'language' | 'words'>): string {
  const own = words.tag.split('-')[0]!;
  return language.split('-')[0] === own ? language : own;
}

/** The same with parts that are HTML. */
export function fillHtml(text: string, values: Record<string, Html | string>): Html {
  const parts = text.split(/\{(\w+)\}/);
  return html`${parts.map((part, at) => (at % 2 === 0 ? part : (values[part] ?? '')))}`;
}

/** In the form that the language has for so many. */
export function counted(words: Words, plural: Plural, count: number): string {
  const rule = formatOf(Intl.PluralRules, words.tag, {}).select(count);
  return fill(plural[rule] ?? plural.other, { n: numberIn(words, count) });
}

export function numberIn({ tag }: Words, count: number): string {
  return formatOf(Intl.NumberFormat, tag, {}).format(count);
}

/** Never rounded up: less than all is never shown as all. */
export function percentIn({ tag }: Words, uptime: number): string {
  return formatOf(Intl.NumberFormat, tag, { style: 'percent', maximumFractionDigits: 2, roundingMode: 'floor' }).format(uptime / 100);
}
