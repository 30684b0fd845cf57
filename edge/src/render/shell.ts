import type { PageView } from '@pharos/resources/view';
import { brandLinks } from './brand.ts';
import { html, raw, type Html } from './html.ts';
import { iconAddress } from './icon-address.ts';
import type { Tone } from './tones.ts';

export interface Shell {
  title: string;
  description: string;
  tone: Tone;
  assets: string;
  language: string;
  dir?: 'ltr' | 'rtl';
  /** Whose own style it has, and as of which version. */
  page?: PageView;
  version?: string;
  head?: Html;
  body: Html;
}

/** A document around what it says: the same head for all. */
export function shell({ title, description, tone, assets, language, dir = 'ltr', page, version = '', head, body }: Shell): string {
  return html`<!doctype html>
    <html lang="${language}" dir="${dir}" data-tone="${tone}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <meta name="description" content="${description}" />
        ${page?.favicon ? html`<link rel="icon" href="${page.favicon}" data-own />` : html`<link rel="icon" href="${iconAddress(tone)}" type="image/svg+xml" />`}
        <link rel="stylesheet" href="${assets}/page.css" />
        ${page && brandLinks(page, version)} ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`.html;
}

/** JSON that cannot end the element it stands in. */
export function inScript(value: unknown): Html {
  const text = JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
  return raw(text);
}
