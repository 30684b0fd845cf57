import { cut } from '@pharos/core/cut';
import type { Card, Tone } from '../chat/card.ts';

// Slack's own limits of a header and of a section, in characters.
const headerMax = 150;
const sectionMax = 3_000;

const signs: Record<Tone, string> = {
  planned: ':large_blue_circle:',
  good: ':large_green_circle:',
  none: ':white_circle:',
  minor: ':large_yellow_circle:',
  major: ':large_orange_circle:',
  critical: ':red_circle:',
};

/** Blocks, and a line for where no blocks are shown. */
export function slackBody(card: Card): object {
  const links = card.links.map(({ label, url }) => `<${url}|${escaped(label)}>`);
  const facts = [escaped(card.from), ...card.facts.map(({ name, value }) => `${escaped(name)}: ${escaped(value)}`)];
  return {
    text: escaped(card.summary),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', emoji: true, text: `${signs[card.tone]} ${cut(`${card.word}: ${card.title}`, headerMax - 30)}` },
      },
      ...(card.text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: fitted(card.text) } }]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: facts.join('  ·  ') }] },
      { type: 'section', text: { type: 'mrkdwn', text: links.join('  ·  ') } },
    ],
  };
}

/** Nobody's text becomes a link, a mention of everybody or a channel: these begin with `<`. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

// Escaped, a text is longer: it is cut before that, by as much as that takes.
function fitted(text: string): string {
  for (let max = sectionMax; ; max = Math.floor(max / 2)) {
    const whole = escaped(cut(text, max));
    if (whole.length <= sectionMax) return whole;
  }
}
