import { lineFrom, linesFrom } from '@pharos/core/cut';
import { withValues } from '@pharos/core/placeholders';
import type { Rule } from '../source/fields.ts';
import type { Sent } from './fields.ts';

/** What the incident says of an alert. A sender's words are data: they are brought into the form of a title and of a text. */
export function wordsFor(
  { title, body }: Pick<Rule, 'title' | 'body'>,
  { title: said, text, labels }: Sent,
): { title: string; body: string } {
  const named = Object.fromEntries(Object.entries(labels).map(([name, value]) => [name.replaceAll(/[^A-Za-z0-9_]/g, '_'), value]));
  const values = { ...named, title: said, text };
  return {
    title: lineFrom(withValues(title, values)) || lineFrom(said) || 'Alert',
    body: linesFrom(withValues(body, values)) || lineFrom(said) || 'Alert',
  };
}
