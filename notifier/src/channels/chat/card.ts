import { cut } from '@pharos/core/cut';
import { markdownToText } from '../markdown.ts';
import { oneLine, statusWord, type Links, type Notice, type Told } from '../notice.ts';

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

export function noticeCard(notice: Notice, links: Links): Card {
  const { fact } = notice;
  const [word, title, from] = [statusWord(fact), cut(oneLine(fact.title), titleMax), cut(oneLine(notice.pageName), titleMax)];
  const impact = fact.type === 'incident-updated' && fact.status !== 'resolved' ? [{ name: 'Impact', value: fact.impact }] : [];
  return {
    from,
    word,
    title,
    text: markdownToText(fact.body),
    markdown: fact.body,
    facts: [...impact, { name: 'Posted', value: `${new Date(notice.at).toISOString().slice(0, 16).replace('T', ' ')} UTC` }],
    tone: toneOf(fact),
    links: [
      { label: 'Status page', url: links.page },
      { label: 'Unsubscribe this channel', url: links.unsubscribe, isWayOut: true },
    ],
    summary: `${from}: ${word} - ${title}`,
  };
}

/** Asks a room whether it wants to be told. It carries no text of whoever typed the address in. */
export function questionCard(pageName: string, confirmUrl: string): Card {
  const from = cut(oneLine(pageName), titleMax);
  const text = `Somebody asked for news from ${from} in this channel. To get them, confirm. If it was nobody here, do nothing: this is the only message.`;
  return {
    from,
    word: 'One step left',
    title: `Updates from ${from} in this channel?`,
    text,
    markdown: text,
    facts: [],
    tone: 'none',
    links: [{ label: 'Confirm', url: confirmUrl }],
    summary: `Updates from ${from} in this channel?`,
  };
}

/** The thread in which all that is said of one incident stands, where a service has threads. */
export function threadOf({ fact }: Notice): string {
  return fact.type === 'incident-updated' ? fact.incident : fact.maintenance;
}

function toneOf(fact: Told): Tone {
  if (fact.type === 'maintenance-updated') return 'planned';
  return fact.status === 'resolved' ? 'good' : fact.impact;
}
