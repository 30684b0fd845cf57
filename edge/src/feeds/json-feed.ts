import type { Feed } from './entries.ts';

/** JSON Feed 1.1. */
export function jsonFeed({ title, language, url, self, entries }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: url,
    feed_url: self,
    language,
    items: entries.map((entry) => ({
      id: `urn:uuid:${entry.id}`,
      url: entry.url,
      title: entry.title,
      content_html: entry.html,
      summary: entry.text,
      date_published: entry.publishedAt,
      date_modified: entry.updatedAt,
    })),
  });
}
