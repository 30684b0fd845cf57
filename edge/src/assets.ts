import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bodyOf, type Body } from './body.ts';
import { icon, type Tone } from './render/tones.ts';

export interface Assets {
  /** The folder they are served from: its name changes whenever one of them does, so that each is good for ever. */
  folder: string;
  files: Map<string, Body>;
}

const javascript = 'text/javascript; charset=utf-8';
// In this order: what suits a small screen or a quiet eye has the last word.
const styles = ['colours', 'frame', 'status', 'days', 'incidents', 'past', 'form', 'occasions'];
const render = ['html', 'formats', 'shown', 'tones', 'times', 'bars', 'overall', 'components', 'incidents', 'main', 'markdown'];
const colours: Record<Tone, string> = { good: '#0f7b45', maintenance: '#2c5fcb', minor: '#b87f00', major: '#d1550f', critical: '#c62431' };

/** What a browser needs beside the page: read once at the start; types are taken off, nothing is bundled. `live.js` comes as small as its package ships it. */
export function loadAssets(): Assets {
  const script = (file: URL) => bodyOf(javascript, forBrowser(readFileSync(file, 'utf8')));
  const here = (path: string) => new URL(path, import.meta.url);
  const files = new Map<string, Body>([
    [
      'page.css',
      // In a layer, so that what a page says in its own (`render/brand.ts`) has the last word.
      bodyOf(
        'text/css; charset=utf-8',
        `@layer pharos {\n${styles.map((name) => readFileSync(here(`../client/style/${name}.css`), 'utf8')).join('\n')}\n}`,
      ),
    ],
    ['page.js', script(here('../client/page.ts'))],
    ['morph.js', script(here('../client/morph.ts'))],
    ['live.js', bodyOf(javascript, readFileSync(fileURLToPath(import.meta.resolve('@pharos/sse-gateway/client')), 'utf8'))],
    ['markdown-it.js', markdownIt()],
    ['markdown-bounds.js', script(new URL(import.meta.resolve('@pharos/core/markdown-bounds')))],
    ...render.map((name) => [`render/${name}.js`, script(here(`render/${name}.ts`))] as const),
    ...Object.entries(colours).map(([tone, colour]) => [`icon-${tone}.svg`, favicon(tone as Tone, colour)] as const),
  ]);
  const hash = createHash('sha256');
  for (const [name, { text }] of files) hash.update(`${name}\n${text}\n`);
  return { folder: `/assets/${hash.digest('hex').slice(0, 12)}`, files };
}

/** Our modules as a browser reads them: without types, and asking for each other where they are served. */
function forBrowser(source: string): string {
  return withoutTypes(source)
    .replaceAll("'@pharos/sse-gateway/client'", "'./live.js'")
    .replaceAll("'@pharos/core/markdown-bounds'", "'../markdown-bounds.js'")
    .replaceAll("'../src/render/", "'./render/")
    .replace(/(from '\.[^']*)\.ts'/g, "$1.js'");
}

/** Node warns that this call is young. It is what runs our own sources too, and nothing a person at the terminal can act on. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function markdownIt(): Body {
  const file = fileURLToPath(import.meta.resolve('markdown-it/browser'));
  return bodyOf(javascript, readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
}

function favicon(tone: Tone, colour: string): Body {
  const text = icon(tone)
    .html.replace('<svg ', `<svg xmlns="http://www.w3.org/2000/svg" color="${colour}" `)
    .replaceAll('class="ink"', 'fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"')
    .replaceAll('class="ink-fill"', 'fill="#fff"');
  return bodyOf('image/svg+xml', text);
}
