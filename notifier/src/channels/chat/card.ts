import { cut } from '@pharos/core/cut';
import { markdownToText } from '../markdown.ts';
import { fill } from '@pharos/core/fill';
import type { Words } from '../../words/words.ts';
import { factsOf, oneLine, statusWord, thingUrl, type Notice, type Told } from '../notice.ts';

/** What every card says, before a service's own shape is given to it: text that nobody has marked up yet. */
export interface Card {
  /** The page, and what is the matter. */
  from: string;
  word: string;
  title: string;
  /** What the author wrote, without the marks of Markdown. */
  text: string;
  /** The same as it was written, for services that read Markdown. */
  markdown: string;
  facts: { name: string; value: string }[];
  tone: Tone;
  links: { label: string; url: string; isWayOut?: true }[];
  /** One line, where there is room for no more: in a list of rooms, on a phone that is locked. */
  summary: string;
}

export type Tone = 'planned' | 'good' | 'none' | 'minor' | 'major' | 'critical';

/** The colours of the page. */
export const toneColors: Record<Tone, string> = {
  planned: '#1d4ed8',
  good: '#15803d',
  none: '#4b5563',
  minor: '#a16207',
  major: '#c2410c',
  critical: '#b91c1c',
};

// As long as the shortest of the services' titles, less what stands before it.
const titleMax = 200;

export function noticeCard(notice: Notice, unsubscribeUrl: string): Card {
  const { fact, words } = notice;
  const [word, title, from] = [statusWord(notice), cut(oneLine(fact.title), titleMax), cut(oneLine(notice.pageName), titleMax)];
  return {
    from,
    word,
    title,
    text: markdownToText(fact.body),
    markdown: fact.body,
    facts: factsOf(notice),
    tone: toneOf(fact),
    links: [
      { label: words.openPage, url: thingUrl(notice) },
      { label: words.unsubscribeRoom, url: unsubscribeUrl, isWayOut: true },
    ],
    summary: `${from}: ${word} - ${title}`,
  };
}

/** Asks a room whether it wants to be told. It carries no text of whoever typed the address in. */
export function questionCard({ question }: Words, pageName: string, confirmUrl: string): Card {
  const from = cut(oneLine(pageName), titleMax);
  const [title, text] = [fill(question.room, { name: from }), fill(question.roomText, { name: from })];
  return {
    from,
    word: question.badge,
    title,
    text,
    markdown: text,
    facts: [],
    tone: 'none',
    links: [{ label: question.confirm, url: confirmUrl }],
    summary: title,
  };
}

/** The thread in which all that is said of one incident stands, where a service has threads. */
export function threadOf({ fact }: Pick<Notice, 'fact'>): string {
  return fact.type === 'incident-updated' ? fact.incident : fact.maintenance;
}

function toneOf(fact: Told): Tone {
  if (fact.type === 'maintenance-updated') return 'planned';
  return fact.status === 'resolved' ? 'good' : fact.impact;
}
