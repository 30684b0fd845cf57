import { baseOf } from '@pharos/core/choose-language';
import { Fact } from '@pharos/resources/fact';
import type { Looks } from '../looks.ts';
import { wordsFor } from '../words/all.ts';
import type { Words } from '../words/words.ts';
import type { SignInLink } from './email/sign-in.ts';

type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;
/** The facts that subscribers are told. */
export type Told = FactOf<'incident-updated'> | FactOf<'maintenance-updated'>;

/** One thing to tell, on any channel, in one language. */
export interface Notice {
  id: string;
  page: string;
  pageName: string;
  /** Where the page is read. */
  url: string;
  at: string;
  /** Its title and its body are in the language, where somebody wrote them so. */
  fact: Told;
  language: string;
  words: Words;
  timeZone: string;
  accent: string | null;
  affected: Looks['affected'];
  statuspage: Looks['statuspage'] | undefined;
}

/** The fact, if it is one that subscribers are told. */
export function toldOf(fact: Fact | SignInLink): Told | undefined {
  return fact.type === 'incident-updated' || fact.type === 'maintenance-updated' ? fact : undefined;
}

// A ledger's row of an older version says nothing of it.
export const plainLooks: Looks = { language: 'en', timeZone: 'UTC', accent: null, host: null, titles: {}, bodies: {}, affected: [] };

/** The language that was asked for, or the page's own: what is said in it by people, and by us. */
export function noticeIn(
  said: Pick<Notice, 'id' | 'page' | 'pageName' | 'url' | 'at' | 'fact'>,
  looks: Looks = plainLooks,
  asked: string | null = null,
): Notice {
  const language = asked ?? looks.language;
  const { fact } = said;
  const [title, body] = [textIn(looks.titles, language), textIn(looks.bodies, language)];
  const isAsWritten = title === undefined && body === undefined;
  return {
    ...said,
    fact: isAsWritten ? fact : { ...fact, ...(title !== undefined && { title }), ...(body !== undefined && { body }) },
    language,
    words: wordsFor(language),
    timeZone: looks.timeZone,
    accent: looks.accent,
    affected: looks.affected,
    statuspage: looks.statuspage,
  };
}

// Who asked for `pt` reads what was written in `pt-BR`, and the other way round.
function textIn(texts: Record<string, string>, language: string): string | undefined {
  const base = baseOf(language);
  return texts[language] ?? texts[base] ?? texts[Object.keys(texts).find((each) => baseOf(each) === base) ?? ''];
}

/** Where what happened is told by itself. */
export function thingUrl({ url, fact }: Pick<Notice, 'url' | 'fact'>): string {
  return fact.type === 'incident-updated' ? `${url}/incidents/${fact.incident}` : `${url}/maintenances/${fact.maintenance}`;
}

/** Is this worth a second SMS when the first may have been lost? */
export function isUrgent(fact: Told): boolean {
  return fact.type === 'incident-updated' && fact.opened && (fact.impact === 'major' || fact.impact === 'critical');
}

export function statusWord({ fact, words }: Pick<Notice, 'fact' | 'words'>): string {
  return words.status[fact.status];
}

/** What stands beside a text: how bad it is, what it is about, and when it was said, in the page's own time. */
export function factsOf(notice: Notice): { name: string; value: string }[] {
  const { fact, words, affected } = notice;
  const isBad = fact.type === 'incident-updated' && fact.status !== 'resolved';
  return [
    ...(isBad ? [{ name: words.impactIs, value: words.impact[fact.impact] }] : []),
    ...(affected.length > 0 ? [{ name: words.affectedAre, value: affectedText(notice) }] : []),
    { name: words.postedAt, value: timeIn(notice) },
  ];
}

// More names than one reads at a glance are a number.
const namedMax = 8;
const nameMax = 60;

function affectedText({ affected, words }: Notice): string {
  const named = affected.slice(0, namedMax).map(({ name, status }) => {
    const short = Array.from(oneLine(name)).slice(0, nameMax).join('');
    return status === null ? short : `${short} (${words.component[status]})`;
  });
  const more = affected.length - named.length;
  return [...named, ...(more > 0 ? [`+${more}`] : [])].join(', ');
}

function timeIn({ at, words, timeZone }: Notice): string {
  const how = { dateStyle: 'medium', timeStyle: 'short' } as const;
  const format = (zone: string) => new Intl.DateTimeFormat(words.tag, { ...how, timeZone: zone }).format(new Date(at));
  try {
    return `${format(timeZone)} (${timeZone})`;
  } catch {
    return `${format('UTC')} (UTC)`; // a zone that this machine does not know
  }
}

/** One line for a header or a text message: whatever could break out of it becomes a space. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
