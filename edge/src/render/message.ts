import type { Words } from '../words/words.ts';
import { html } from './html.ts';
import { shell } from './shell.ts';

export interface Message {
  title: string;
  text: string;
  link?: { href: string; text: string } | undefined;
  tone?: 'good' | 'minor';
}

/** A page that only says something: a thank you, or that there is nothing here. */
export function messageDocument(assets: string, words: Words, { title, text, link, tone = 'good' }: Message): string {
  return shell({
    title,
    description: text,
    tone,
    assets,
    language: words.tag.split('-')[0]!,
    dir: words.dir,
    head: html`<meta name="robots" content="noindex" />`,
    body: html`<main id="main" class="message">
      <h1>${title}</h1>
      <p>${text}</p>
      ${link && html`<p><a class="button" href="${link.href}">${link.text}</a></p>`}
    </main>`,
  });
}
