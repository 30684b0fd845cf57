import { markdownBounds, renderBounded } from '@pharos/core/markdown-bounds';
import MarkdownIt from 'markdown-it';

// No HTML of the author's.
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable(markdownBounds.off);
const ownLink = markdown.renderer.rules.link_open;
markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
  tokens[index]!.attrSet('rel', 'nofollow ugc noopener');
  return ownLink ? ownLink(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
};
// Only where a reader can see where it leads.
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());

export function markdownToHtml(source: string): string {
  return renderBounded((text) => markdown.render(text), source);
}

/** For mail without HTML and for text messages: what the author typed is already readable, less what only machines want. */
export function markdownToText(source: string): string {
  return source
    .slice(0, markdownBounds.sourceMax)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/!?\[([^\]\n]{0,500})\]\((https?:[^)\s]{1,2000})\)/g, '$1 ($2)')
    .replaceAll(/(\*\*|__)(?=\S)([^\n]{1,1000}?)(?<=\S)\1/g, '$2')
    .replaceAll(/^#{1,6}\s+/gm, '')
    .replaceAll(/(?!\n)\p{Cc}/gu, '')
    .trim();
}
