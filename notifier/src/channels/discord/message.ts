import { cut } from '@pharos/core/cut';
import { toneColors, type Card } from '../chat/card.ts';
import type { Notice } from '../notice.ts';

// Discord's own limits of an embed, in characters; all of it together is at most 6,000.
const titleMax = 256;
const descriptionMax = 4_000;

/** One embed. Discord reads Markdown, as the author wrote it; nobody is called by a mention, whatever stands in it. */
export function discordBody(card: Card, notice?: Notice): object {
  const links = card.links.map(({ label, url }) => `[${label}](${url})`).join(' · ');
  return {
    embeds: [
      {
        author: { name: card.from },
        title: cut(`${card.word}: ${card.title}`, titleMax),
        description: cut(card.markdown.trim(), descriptionMax),
        color: Number.parseInt(toneColors[card.tone].slice(1), 16),
        fields: [...card.facts.map(({ name, value }) => ({ name, value, inline: true })), { name: 'More', value: links }],
        ...(notice && { timestamp: notice.at }),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}
