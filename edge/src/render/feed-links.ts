import { html, type Html } from './html.ts';
import { overallWords, titleOfPage } from './main.ts';
import type { Shown } from './shown.ts';

const feeds = [
  { file: 'feed.atom', type: 'application/atom+xml', name: 'Atom' },
  { file: 'feed.rss', type: 'application/rss+xml', name: 'RSS' },
  { file: 'feed.json', type: 'application/feed+json', name: 'JSON Feed' },
] as const;

/** What programs read in the head: where the page stands, its feeds, and how it looks where somebody passes its address on. */
export function feedLinks(shown: Shown, origin = ''): Html {
  const { page } = shown.view;
  const title = titleOfPage(shown);
  const isShared = !page.private && origin !== '';
  return html`<link rel="canonical" href="${origin}/${page.slug}" />
    ${feeds.map(({ file, type, name }) => html`<link rel="alternate" type="${type}" title="${title} (${name})" href="/p/${page.id}/${file}" />`)}
    <link rel="alternate" type="text/calendar" title="${title}" href="/p/${page.id}/calendar.ics" />
    ${
      isShared &&
      html`<meta property="og:type" content="website" />
        <meta property="og:title" content="${title}" />
        <meta property="og:url" content="${origin}/${page.slug}" />
        <meta property="og:description" content="${overallWords(shown)}" />
        <meta property="og:image" content="${origin}/p/${page.id}/picture.png?v=${encodeURIComponent(shown.view.version)}" />
        <meta property="og:image:width" content="1200" />
        <meta property="og:image:height" content="630" />
        <meta property="og:image:alt" content="${title}: ${overallWords(shown)}" />
        <meta name="twitter:card" content="summary_large_image" />`
    }`;
}

export function feedList({ view, words }: Shown): Html {
  const at = `/p/${view.page.id}`;
  return html`<nav aria-label="${words.feeds.title}">
    <ul class="links">
      <li><a href="${at}/history">${words.past.title}</a></li>
      ${feeds.map(({ file, type, name }) => html`<li><a href="${at}/${file}" type="${type}">${name}</a></li>`)}
      <li><a href="${at}/calendar.ics" type="text/calendar">${words.feeds.calendar}</a></li>
      <li><a href="${at}/view.json" type="application/json">${words.feeds.json}</a></li>
    </ul>
  </nav>`;
}
