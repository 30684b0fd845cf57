import MarkdownIt from 'markdown-it';

// No HTML of the author's and no images (they would tell a stranger who reads the mail, and when).
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable('image');
const ownLink = markdown.renderer.rules.link_open;
markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
  tokens[index]!.attrSet('rel', 'nofollow ugc noopener');
  return ownLink ? ownLink(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
};
// Only where a reader can see where it leads.
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());

// The parser takes a fifth of a second for 50,000 open brackets; an update is never that long.
const sourceMax = 20_000;

export function markdownToHtml(source: string): string {
  return markdown.render(source.slice(0, sourceMax));
}

/** For mail without HTML and for text messages: what the author typed is already readable, less what only machines want. */
export function markdownToText(source: string): string {
  return source
    .slice(0, sourceMax)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/!?\[([^\]\n]{0,500})\]\((https?:[^)\s]{1,2000})\)/g, '$1 ($2)')
    .replaceAll(/(\*\*|__)(?=\S)([^\n]{1,1000}?)(?<=\S)\1/g, '$2')
    .replaceAll(/^#{1,6}\s+/gm, '')
    .replaceAll(/(?!\n)\p{Cc}/gu, '')
    .trim();
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
