import type { View } from '@pharos/core/view';
import { makeParts, type Made } from './render/document.ts';

export interface Rendered {
  /** What everybody sees of a page, made once for each View. */
  parts(view: View): Made;
  markdown(text: string): string;
}

// Texts whose HTML is kept: of some hundred pages with long incidents. The oldest are made again when they are wanted.
const keptCharsMax = 16_000_000;

/**
 * What is made of Views and texts, kept for as long as they are shown: a crowd of visitors renders a page once, and a new
 * update renders its own text and none of those before it. It is everybody's: what one page's texts take from it costs another
 * page some milliseconds once.
 */
export function keepRendered(markdown: (text: string) => string): Rendered {
  const made = new WeakMap<View, Made>();
  const texts = new Map<string, string>();
  let kept = 0;
  const markdownOnce = (text: string): string => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    const html = markdown(text);
    texts.set(text, html);
    kept += text.length + html.length;
    for (const [oldest, its] of texts) {
      if (kept <= keptCharsMax) break;
      texts.delete(oldest);
      kept -= oldest.length + its.length;
    }
    return html;
  };
  return {
    markdown: markdownOnce,
    parts: (view) => {
      const known = made.get(view) ?? makeParts({ view, markdown: markdownOnce });
      made.set(view, known);
      return known;
    },
  };
}
