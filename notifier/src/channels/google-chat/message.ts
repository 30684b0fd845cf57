import { escapeHtml } from '@pharos/core/markdown-bounds';
import { cut } from '@pharos/core/cut';
import { threadOf, toneColors, type Card } from '../chat/card.ts';
import type { Notice } from '../notice.ts';

// Google Chat takes 32,000 bytes of a message; four a letter at worst, and some of them escaped.
const textMax = 3_000;

/** A card, in the thread of its incident. Its texts are read as a little HTML, and so are escaped. */
export function googleChatBody(card: Card, notice?: Notice): object {
  const widgets = [
    { textParagraph: { text: `<font color="${toneColors[card.tone]}"><b>${escapeHtml(card.word)}</b></font>` } },
    ...(card.text === '' ? [] : [{ textParagraph: { text: escapeHtml(cut(card.text, textMax)).replaceAll('\n', '<br>') } }]),
    ...card.facts.map(({ name, value }) => ({ decoratedText: { topLabel: name, text: escapeHtml(value) } })),
    { buttonList: { buttons: card.links.map(({ label, url }) => ({ text: label, onClick: { openLink: { url } } })) } },
  ];
  return {
    fallbackText: card.summary,
    cardsV2: [{ cardId: 'notice', card: { header: { title: card.title, subtitle: card.from }, sections: [{ widgets }] } }],
    ...(notice && { thread: { threadKey: threadOf(notice) } }),
  };
}
