import { readableOn } from '@pharos/core/colours';
import { escapeHtml } from '@pharos/core/markdown-bounds';
import { fill } from '@pharos/core/fill';
import type { Words } from '../../words/words.ts';
import { mailHtml } from './layout.ts';
import { markdownToHtml, markdownToText } from '../markdown.ts';
import { factsOf, oneLine, statusWord, thingUrl, type Notice, type Told } from '../notice.ts';

export interface EmailText {
  /** Whom the mail is from, as a person reads it. */
  fromName: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

// Mail programs cut longer subjects, and servers fold them in ways that differ.
const subjectMax = 200;

// More than is shown of it: the layout cuts it.
const previewedMax = 400;

/** What is the same for everybody who is sent a notice in one language: the costly part, made once. */
export interface Prose {
  text: string;
  html: string;
  /** Its beginning, in one line. */
  preview: string;
  facts: { name: string; value: string }[];
}

export function proseOf(notice: Notice): Prose {
  const { body } = notice.fact;
  const text = markdownToText(body);
  return { text, html: markdownToHtml(body), preview: oneLine(text.slice(0, previewedMax)), facts: factsOf(notice) };
}

/**
 * A notice as mail: the same in plain text and in HTML, with the one-click way out that RFC 8058 describes. All mails of one incident have
 * one subject and refer to one message: programs show them as one conversation. What is new is in the words that they show beside it.
 */
export function noticeEmail(notice: Notice, unsubscribeUrl: string, prose = proseOf(notice)): EmailText {
  const { fact, words } = notice;
  const [word, title, pageName] = [statusWord(notice), oneLine(fact.title), oneLine(notice.pageName)];
  const facts = prose.facts.map(({ name, value }) => `${name}: ${value}`);
  const because = fill(words.because, { name: pageName });
  const url = thingUrl(notice);
  const text = [
    `${pageName}: ${word}`,
    '',
    title,
    '',
    prose.text,
    '',
    ...facts,
    `${words.statusPage}: ${url}`,
    '',
    '-- ',
    because,
    `${words.unsubscribe}: ${unsubscribeUrl}`,
    '',
  ].join('\n');
  const html = mailHtml({
    words,
    preview: `${word}: ${prose.preview}`,
    badge: word,
    color: colorOf(fact),
    accent: notice.accent,
    from: pageName,
    title,
    body: prose.html,
    facts: prose.facts,
    action: { label: words.openPage, url },
    foot: `${escapeHtml(because)} <a class="soft" href="${escapeHtml(unsubscribeUrl)}" style="color:#4b5563">${escapeHtml(words.unsubscribe)}</a>`,
  });
  return {
    fromName: pageName,
    subject: `[${pageName}] ${title}`.slice(0, subjectMax),
    text,
    html,
    headers: {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      ...threadHeaders(notice),
    },
  };
}

/** The question whether somebody wants to be told. It carries no text of whoever typed the address in. */
export function confirmationEmail(words: Words, pageName: string, confirmUrl: string): EmailText {
  const { question } = words;
  const name = oneLine(pageName);
  const [title, text] = [fill(question.title, { name }), fill(question.text, { name })];
  return {
    fromName: name,
    subject: title.slice(0, subjectMax),
    text: [text, '', `${question.here} ${confirmUrl}`, '', question.ignore, ''].join('\n'),
    html: mailHtml({
      words,
      preview: text,
      badge: question.badge,
      color: '#1d4ed8',
      accent: null,
      from: name,
      title,
      body: `<p style="margin:0">${escapeHtml(text)}</p>`,
      facts: [],
      action: { label: question.confirm, url: confirmUrl },
      foot: escapeHtml(question.ignore),
    }),
    headers: {},
  };
}

/** A message that there never was, which all of one incident answer: no mail of ours has to be remembered for that. */
function threadHeaders({ fact, url }: Pick<Notice, 'fact' | 'url'>): Record<string, string> {
  const thread = fact.type === 'incident-updated' ? fact.incident : fact.maintenance;
  const id = `<${thread}@${new URL(url).hostname}>`;
  return { 'In-Reply-To': id, References: id };
}

/** The colours of the page, dark enough for white letters on them. */
function colorOf(fact: Told): string {
  const said = fact.type === 'maintenance-updated' ? '#1d4ed8' : fact.status === 'resolved' ? '#15803d' : impactColors[fact.impact];
  return readableOn(said, ['#ffffff']);
}

const impactColors = { none: '#4b5563', minor: '#a16207', major: '#c2410c', critical: '#b91c1c' };
