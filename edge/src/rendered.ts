import type { View } from '@pharos/resources/view';
import { LRUCache } from 'lru-cache';
import { bodyOf, type Body } from './body.ts';
import { makeParts, type Made } from './render/document.ts';

export interface Rendered {
  /** What stands in the middle of a page, made once for each View. */
  parts(view: View, language?: string): Made;
  /** A whole answer about it, made once for each View: `name` says which, and `make` makes it. */
  body(view: View, name: string, make: () => { type: string; text: string }): Body;
  markdown(text: string): string;
}

interface Kept {
  view: View;
  /** By language, of those that readers chose. */
  parts: LRUCache<string, Made>;
  bodies: LRUCache<string, Body>;
}

// Characters that are kept: of a thousand busy pages, and the texts of some hundred with long incidents. What was wanted
// least lately is made again when it is wanted.
const pageCharsMax = 128_000_000;
const textCharsMax = 16_000_000;
// A page with and without its age, its View, and one address that is left out because the visitor came by it; or some languages.
const bodiesMax = 4;
const languagesMax = 4;

/**
 * What is made of Views and texts, kept for as long as they are shown: a crowd of visitors renders and compresses a page once,
 * and a new update renders its own text and none of those before it. It is everybody's: what one page's texts take from it
 * costs another page some milliseconds once.
 */
export function keepRendered(markdown: (text: string) => string): Rendered {
  const pages = new LRUCache<string, Kept>({ maxSize: pageCharsMax });
  const texts = new LRUCache<string, string>({ maxSize: textCharsMax });

  const markdownOnce = (text: string): string => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    const html = markdown(text);
    texts.set(text, html, { size: 1 + text.length + html.length });
    return html;
  };

  const keptOf = (view: View): Kept => {
    const known = pages.get(view.page.id);
    if (known?.view === view) return known;
    const parts = makeParts({ view, markdown: markdownOnce });
    const made = { view, parts: new LRUCache<string, Made>({ max: languagesMax }), bodies: new LRUCache<string, Body>({ max: bodiesMax }) };
    made.parts.set('', parts);
    // Each body is about as long as the parts it is made of, and so are they in another language.
    const copies = bodiesMax + (view.page.languages?.length ? languagesMax : 1);
    pages.set(view.page.id, made, { size: (parts.main.html.length + parts.json.length) * copies });
    return made;
  };

  return {
    markdown: markdownOnce,
    parts: (view, language = '') => {
      const { parts } = keptOf(view);
      const known = parts.get(language);
      if (known) return known;
      const made = makeParts({ view, markdown: markdownOnce, language: language || undefined });
      parts.set(language, made);
      return made;
    },
    body: (view, name, make) => {
      const { bodies } = keptOf(view);
      const known = bodies.get(name);
      if (known) return known;
      const { type, text } = make();
      const body = bodyOf(type, text);
      bodies.set(name, body);
      return body;
    },
  };
}
