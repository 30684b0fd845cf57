import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { discordBody } from '../discord/message.ts';
import { googleChatBody } from '../google-chat/message.ts';
import type { Notice } from '../notice.ts';
import { noticeOf } from '../../testing/notice-of.ts';
import { wordsFor } from '../../words/all.ts';
import { slackBody } from '../slack/message.ts';
import { teamsBody } from '../teams/message.ts';
import { noticeCard, questionCard } from './card.ts';

const unsubscribe = `https://notify.example/unsubscribe/${'a'.repeat(64)}`;
const bodies = { slackBody, discordBody, teamsBody, googleChatBody };
const text = fc.string({ unit: 'binary', maxLength: 2_000 });

/** All texts of a body, wherever they stand. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

it('each card says what happened, where to read on, and how to leave', () => {
  const notice = noticeOf('Checkout is slow', 'We are **looking**.');
  for (const [name, bodyOf] of Object.entries(bodies)) {
    const said = textsOf(bodyOf(noticeCard(notice, unsubscribe), notice)).join('\n');
    for (const part of [
      'Acme',
      'Investigating',
      'Checkout is slow',
      'looking',
      'major',
      '21 Nov 2026, 08:00 (UTC)',
      `${notice.url}/incidents/`,
      unsubscribe,
    ])
      expect(said, `${name}: ${part}`).toContain(part);
  }
});

it('whatever somebody wrote, no card is larger than its service takes, and none is cut within a letter', () => {
  fc.assert(
    fc.property(text, text, text, fc.constantFrom('a', '&', '"', '𝄞', '\n', '<'), (title, body, name, filler) => {
      const notice = noticeOf(title, body + filler.repeat(15_000), name);
      const card = noticeCard(notice, unsubscribe);
      const slack = slackBody(card) as { blocks: { type: string; text?: { text: string } }[] };
      const tooLong = slack.blocks.filter((block) => (block.text?.text ?? '').length > (block.type === 'header' ? 150 : 3_000));
      expect(tooLong).toEqual([]);
      const [embed] = (discordBody(card, notice) as { embeds: { title: string; description: string }[] }).embeds;
      expect(embed!.title.length).toBeLessThanOrEqual(256);
      expect(textsOf(embed).join('').length).toBeLessThanOrEqual(6_000);
      expect(textsOf([slack, embed]).every((said) => said.isWellFormed())).toBe(true);
      expect(Buffer.byteLength(JSON.stringify(teamsBody(card)))).toBeLessThanOrEqual(28 * 1_024);
      expect(Buffer.byteLength(JSON.stringify(googleChatBody(card, notice)))).toBeLessThanOrEqual(32_000);
    }),
    { numRuns: 200 },
  );
});

it('no text of an author calls everybody, nor becomes a link or markup where the service would read it as such', () => {
  const notice = noticeOf('<!channel> <https://evil.example|pay> [x](https://evil.example) <at>all</at>', '<!here> <b>bold</b>');
  const card = noticeCard(notice, unsubscribe);
  // In a header, Slack reads nothing but text.
  const blocks = (slackBody(card) as { blocks: { type: string }[] }).blocks.filter(({ type }) => type !== 'header');
  const slack = textsOf(blocks).join('\n');
  expect(slack.replaceAll(/<https:\/\/(?:status|notify)\.example[^|>]*\|[^>]*>/g, '')).not.toMatch(/<(?!!)/);
  expect((slackBody(card) as { text: string }).text).not.toContain('<');
  expect(discordBody(card, notice)).toMatchObject({ allowed_mentions: { parse: [] } });
  expect(textsOf(teamsBody(card)).join('\n')).not.toMatch(/(?<!\\)<at>|(?<!\\)\[x/);
  const [widgets] = (
    googleChatBody(card, notice) as { cardsV2: { card: { sections: { widgets: { textParagraph?: { text: string } }[] }[] } }[] }
  ).cardsV2.map((each) => each.card.sections[0]!.widgets);
  expect(widgets!.map(({ textParagraph }) => textParagraph?.text ?? '').join('')).not.toMatch(/<(?!\/?(?:font|b|br)\b)/);
});

it('a question carries the page’s name and a link, and nothing of who typed the address in', () => {
  const card = questionCard(wordsFor('en'), 'Acme', 'https://notify.example/confirm/abc');
  for (const bodyOf of Object.values(bodies)) {
    const said = textsOf(bodyOf(card)).join('\n');
    expect(said).toContain('https://notify.example/confirm/abc');
    expect(said).not.toContain('unsubscribe');
  }
});

it('all that is said of one incident stands in one thread, where there are threads', () => {
  const [one, two] = [noticeOf('Checkout is slow'), noticeOf('Checkout is slow again')];
  const threadOf = (notice: Notice) => (googleChatBody(noticeCard(notice, unsubscribe), notice) as { thread: unknown }).thread;
  expect(threadOf(one)).toEqual(threadOf(two));
});
