import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bodyOf, type Body } from './body.ts';

export interface Assets {
  /** The folder they are served from: its name changes whenever one of them does, so that each is good for ever. */
  folder: string;
  files: Map<string, Body>;
  /** What runs in a browser when no page is open; at an address that stays. */
  worker: Body;
}

// In this order: what suits a small screen or a quiet eye has the last word.
const styles = ['colours', 'frame', 'status', 'days', 'incidents', 'past', 'form', 'occasions'];

const scriptType = 'text/javascript; charset=utf-8';

/** What a browser needs beside the page: a style and a script, read once at the start. */
export function loadAssets(): Assets {
  const read = (path: string) => readFileSync(new URL(`../client/${path}`, import.meta.url), 'utf8');
  const files = new Map<string, Body>([
    // In a layer, so that what a page says in its own (`render/brand.ts`) has the last word.
    [
      'page.css',
      bodyOf('text/css; charset=utf-8', `@layer pharos {\n${smaller(styles.map((name) => read(`style/${name}.css`)).join('\n'))}\n}`),
    ],
    ['page.js', bodyOf(scriptType, read('page.min.js'))],
    ['push.js', bodyOf(scriptType, read('push.min.js'))],
  ]);
  const hash = createHash('sha256');
  for (const [name, { text }] of files) hash.update(`${name}\n${text}\n`);
  return { folder: `/assets/${hash.digest('hex').slice(0, 12)}`, files, worker: bodyOf(scriptType, read('worker.min.js')) };
}

/** Without what only people need: notes, and the room before a line. */
function smaller(css: string): string {
  return css
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\n\s*/g, '\n')
    .trim();
}
