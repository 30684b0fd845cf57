import { escapeHtml } from '@pharos/core/markdown-bounds';
import { mailHtml } from './layout.ts';
import { markdownToHtml, markdownToText } from '../markdown.ts';
import { oneLine, statusWord, type Links, type Notice, type Told } from '../notice.ts';

export interface EmailText {
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

// Mail programs cut longer subjects, and servers fold them in ways that differ.
const subjectMax = 200;

/** What an author wrote, as both halves of a mail need it: the costly part, the same for everybody who is sent it. */
export interface Prose {
  text: string;
  html: string;
}

export function proseOf({ fact }: Notice): Prose {
  return { text: markdownToText(fact.body), html: markdownToHtml(fact.body) };
}

/** A notice as mail: the same in plain text and in HTML, with the one-click way out that RFC 8058 describes. */
export function noticeEmail(notice: Notice, links: Links, prose = proseOf(notice)): EmailText {
  const { fact } = notice;
  const [word, title, pageName] = [statusWord(fact), oneLine(fact.title), oneLine(notice.pageName)];
  const facts = [...(fact.type === 'incident-updated' ? [`Impact: ${fact.impact}`] : []), `Posted: ${readableTime(notice.at)}`];
  const text = [
    `${pageName}: ${word}`,
    '',
    title,
    '',
    prose.text,
    '',
    ...facts,
    `Status page: ${links.page}`,
    '',
    '-- ',
    `You get this because you subscribed to ${pageName}.`,
    `Unsubscribe: ${links.unsubscribe}`,
    '',
  ].join('\n');
  const html = mailHtml({
    badge: word,
    color: colorOf(fact),
    from: pageName,
    title,
    body: `${prose.html}<p style="margin:16px 0 0;font-size:14px;color:#4b5563">${facts.map(escapeHtml).join(' &middot; ')}</p>`,
    action: { label: 'Open the status page', url: links.page },
    foot: `You get this because you subscribed to ${escapeHtml(pageName)}. <a href="${escapeHtml(links.unsubscribe)}" style="color:#4b5563">Unsubscribe</a>`,
  });
  return {
    subject: `[${pageName}] ${word}: ${title}`.slice(0, subjectMax),
    text,
    html,
    headers: { 'List-Unsubscribe': `<${links.unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}

/** The question whether somebody wants to be told. It carries no text of whoever typed the address in. */
export function confirmationEmail(pageName: string, confirmUrl: string): EmailText {
  const name = oneLine(pageName);
  const title = `Confirm your subscription to ${name}`;
  const ignore = 'If it was not you, do nothing: you will not hear from us again.';
  return {
    subject: title.slice(0, subjectMax),
    text: [`Somebody, probably you, asked for news from ${name}.`, '', `To get them, confirm here: ${confirmUrl}`, '', ignore, ''].join(
      '\n',
    ),
    html: mailHtml({
      badge: 'One step left',
      color: '#1d4ed8',
      from: name,
      title,
      body: `<p style="margin:0">Somebody, probably you, asked for news from ${escapeHtml(name)} at this address.</p>`,
      action: { label: 'Confirm', url: confirmUrl },
      foot: escapeHtml(ignore),
    }),
    headers: {},
  };
}

/** The colours of the page, dark enough for white letters on them. */
function colorOf(fact: Told): string {
  if (fact.type === 'maintenance-updated') return '#1d4ed8';
  if (fact.status === 'resolved') return '#15803d';
  return { none: '#4b5563', minor: '#a16207', major: '#c2410c', critical: '#b91c1c' }[fact.impact];
}

function readableTime(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
