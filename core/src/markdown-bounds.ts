/**
 * What the text of an author may cost, wherever it becomes HTML: in a mail and on a page. Everybody else's notices and visitors
 * wait in the same thread. With these off, work and output grow with the length of the text and by little more than its length;
 * a table of 20,000 letters grew to 720,000 and took half a second.
 */
export const markdownBounds = {
  /** Rules of the parser: an image tells a stranger who reads, and when; a table is filled up to its widest row in each of its rows. */
  off: ['image', 'table'],
  /** The longest text that is written together. The parser takes a twentieth of a second for the worst of this length. */
  sourceMax: 30_000,
  /** Six letters of HTML for each of the author's is the most that escaping needs. */
  htmlMax: 180_000,
};

/** Renders within the bounds; what grows beyond them is shown as it was typed, and cut. */
export function renderBounded(render: (source: string) => string, source: string): string {
  const cut = source.slice(0, markdownBounds.sourceMax);
  const html = render(cut);
  return html.length <= markdownBounds.htmlMax ? html : `<p>${escapeHtml(cut)}</p>\n`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
