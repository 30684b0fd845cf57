import type { View } from '@pharos/resources/view';
import { LRUCache } from 'lru-cache';
import { bodyOf, type Body } from './body.ts';
import { makeParts, type Made } from './render/document.ts';
import type { Copied } from './render/shown.ts';

export interface Rendered {
  /** What stands in the middle of a page, made once for each View, language and moment. */
  parts(name: string, shown: Copied): Made;
  /** A whole answer about it, made once for each View: `name` says which, and `make` makes it. */
  body(view: View, name: string, make: () => { type: string; text: string }): Body;
  /** The same of what stands beside a page, of which there may be much: it takes nothing from the page itself. */
  beside(view: View, name: string, make: () => { type: string; text: string }): Body;
  markdown(text: string): string;
}

interface Kept {
  view: View;
  /** By language, of those that readers have, and by moment: days go on. */
  parts: LRUCache<string, Made>;
  bodies: LRUCache<string, Body>;
}

// Characters that are kept: of a thousand busy pages, and the texts of some hundred with long incidents. What was wanted
// least lately is made again when it is wanted.
const pageCharsMax = 128_000_000;
const textCharsMax = 16_000_000;
// Some hundred histories, components and long incidents.
const besideCharsMax = 32_000_000;
// What a component and its days take in a document.
const charsOfDays = 1_800;
// A page in some languages, its View, its feeds and badges. What was wanted least lately is made again when it is wanted.
const bodiesMax = 12;
const partsMax = 4;

/**
 * What is made of Views and texts, kept for as long as they are shown: a crowd of visitors renders and compresses a page once,
 * and a new update renders its own text and none of those before it. It is everybody's: what one page's texts take from it
 * costs another page some milliseconds once.
 */
export function keepRendered(markdown: (text: string) => string): Rendered {
  const pages = new LRUCache<string, Kept>({ maxSize: pageCharsMax });
  const besides = new LRUCache<string, Body>({ maxSize: besideCharsMax, sizeCalculation: ({ text }) => text.length + 1 });
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
    const made = { view, parts: new LRUCache<string, Made>({ max: partsMax }), bodies: new LRUCache<string, Body>({ max: bodiesMax }) };
    // Each body is about as long as what it is made of: texts in some languages, and days.
    const chars = JSON.stringify(view).length + view.components.length * charsOfDays;
    pages.set(view.page.id, made, { size: chars * (partsMax + bodiesMax) });
    return made;
  };

  return {
    markdown: markdownOnce,
    parts: (name, shown) => {
      const { parts } = keptOf(shown.view);
      const known = parts.get(name);
      if (known) return known;
      const made = makeParts(shown);
      parts.set(name, made);
      return made;
    },
    beside: (view, name, make) => {
      const key = `${view.page.id} ${view.version} ${name}`;
      const known = besides.get(key);
      if (known) return known;
      const { type, text } = make();
      const body = bodyOf(type, text);
      besides.set(key, body);
      return body;
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
