import { hexOf } from '@pharos/core/base64';
import { bodyOf, type Body } from './body.ts';

export interface Assets {
  /** The folder they are served from: its name changes whenever one of them does, so that each is good for ever. */
  folder: string;
  files: Map<string, Body>;
  /** What runs in a browser when no page is open; at an address that stays. */
  worker: Body;
}

/** Reads a file of `client/`. */
export type ReadClient = (path: string) => string;

// In this order: what suits a small screen or a quiet eye has the last word.
const styles = ['colours', 'frame', 'status', 'days', 'incidents', 'past', 'form', 'occasions'];
const scripts = ['page', 'push', 'worker'] as const;
/** All that is read of `client/`: where there are no files, they are in the program. */
export const clientFiles = [...styles.map((name) => `style/${name}.css`), ...scripts.map((name) => `${name}.min.js`)];

const scriptType = 'text/javascript; charset=utf-8';

/** What a browser needs beside the page: a style and a script, read once at the start. */
export async function loadAssets(read: ReadClient): Promise<Assets> {
  const files = new Map<string, Body>([
    // In a layer, so that what a page says in its own (`render/brand.ts`) has the last word.
    [
      'page.css',
      bodyOf('text/css; charset=utf-8', `@layer pharos {\n${smaller(styles.map((name) => read(`style/${name}.css`)).join('\n'))}\n}`),
    ],
    ['page.js', bodyOf(scriptType, read('page.min.js'))],
    ['push.js', bodyOf(scriptType, read('push.min.js'))],
  ]);
  const all = [...files].map(([name, { text }]) => `${name}\n${text}\n`).join('');
  const hash = hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(all))));
  return { folder: `/assets/${hash.slice(0, 12)}`, files, worker: bodyOf(scriptType, read('worker.min.js')) };
}

/** Without what only people need: notes, and the room before a line. */
function smaller(css: string): string {
  return css
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\n\s*/g, '\n')
    .trim();
}
