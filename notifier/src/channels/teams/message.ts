import { cut } from '@pharos/core/cut';
import type { Card, Tone } from '../chat/card.ts';

// Teams takes 28 KB of a card; four bytes a letter at worst, and some of them escaped.
const textMax = 3_000;

const colors: Record<Tone, string> = {
  planned: 'accent',
  good: 'good',
  none: 'default',
  minor: 'warning',
  major: 'warning',
  critical: 'attention',
};

/** An Adaptive Card in a message, as workflows and connectors take it. */
export function teamsBody(card: Card): object {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    fallbackText: escaped(card.summary),
    body: [
      { type: 'TextBlock', text: escaped(card.from), size: 'Small', isSubtle: true, wrap: true },
      { type: 'TextBlock', text: escaped(card.word), weight: 'Bolder', color: colors[card.tone], wrap: true, spacing: 'None' },
      { type: 'TextBlock', text: escaped(card.title), weight: 'Bolder', size: 'Large', wrap: true, spacing: 'Small' },
      ...(card.text === '' ? [] : [{ type: 'TextBlock', text: paragraphs(cut(card.text, textMax)), wrap: true }]),
      ...(card.facts.length === 0 ? [] : [{ type: 'FactSet', facts: card.facts.map(({ name, value }) => ({ title: name, value })) }]),
    ],
    actions: card.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }] };
}

/** A title is a title: its stars and brackets are no marks, and its mentions nobody's. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_[\]()#`<>]/g, (sign) => `\\${sign}`);
}

// One line end is none in a card; a text that was written in lines stays so.
function paragraphs(text: string): string {
  return text.replaceAll('<', '\\<').replaceAll(/\n+/g, '\n\n');
}
