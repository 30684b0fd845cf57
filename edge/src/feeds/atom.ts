import type { Feed, FeedEntry } from './entries.ts';
import { xml } from './xml.ts';

/** RFC 4287. */
export function atom({ id, title, language, url, self, updatedAt, entries }: Feed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(language)}">
<id>urn:uuid:${xml(id)}</id>
<title>${xml(title)}</title>
<link rel="alternate" type="text/html" href="${xml(url)}"/>
<link rel="self" type="application/atom+xml" href="${xml(self)}"/>
<updated>${xml(updatedAt)}</updated>
<author><name>${xml(title)}</name></author>
${entries.map(entry).join('\n')}
</feed>
`;
}

function entry({ id, url, title, publishedAt, updatedAt, html }: FeedEntry): string {
  return `<entry>
<id>urn:uuid:${xml(id)}</id>
<title>${xml(title)}</title>
<link rel="alternate" type="text/html" href="${xml(url)}"/>
<published>${xml(publishedAt)}</published>
<updated>${xml(updatedAt)}</updated>
<content type="html">${xml(html)}</content>
</entry>`;
}
