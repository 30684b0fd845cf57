import MarkdownIt from 'markdown-it';
import { markdownBounds, renderBounded } from './markdown-bounds.ts';

/** What responders write, as HTML that cannot run anything: no tags of their own, no images, links that promise nothing. */
export function createMarkdown(): (text: string) => string {
  const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable([...markdownBounds.off, 'heading', 'lheading']);
  // Only what a mail client would open too.
  markdown.validateLink = (url) => /^(https?:|mailto:|tel:|[/#?])/i.test(url.trim());
  markdown.renderer.rules['link_open'] = (tokens, at, options, _env, self) => {
    tokens[at]!.attrSet('rel', 'nofollow ugc noopener');
    return self.renderToken(tokens, at, options);
  };
  return (text) => renderBounded((source) => markdown.render(source), text);
}
