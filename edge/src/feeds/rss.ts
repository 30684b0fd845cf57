import type { Feed, FeedEntry } from './entries.ts';
import { xml } from './xml.ts';

// Minutes until a reader asks again.
const ttlMinutes = 5;

/** RSS 2.0. */
export function rss({ title, language, url, self, updatedAt, entries }: Feed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${xml(title)}</title>
<link>${xml(url)}</link>
<description>${xml(title)}</description>
<language>${xml(language)}</language>
<lastBuildDate>${rfc822(updatedAt)}</lastBuildDate>
<ttl>${ttlMinutes}</ttl>
<atom:link rel="self" type="application/rss+xml" href="${xml(self)}"/>
${entries.map(item).join('\n')}
</channel>
</rss>
`;
}

function item({ id, url, title, publishedAt, html }: FeedEntry): string {
  return `<item>
<title>${xml(title)}</title>
<link>${xml(url)}</link>
<guid isPermaLink="false">urn:uuid:${xml(id)}</guid>
<pubDate>${rfc822(publishedAt)}</pubDate>
<description>${xml(html)}</description>
</item>`;
}

// RFC 822 with a year of four digits, which is what this makes.
export function rfc822(at: string): string {
  return new Date(at).toUTCString();
}
