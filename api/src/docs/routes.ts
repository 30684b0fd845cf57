import type { Api } from '../env.ts';
import { docsPage, docsPolicy } from './page.ts';
import { documentOf, type Document } from './document.ts';

// Stands for the address under which this API was asked, whatever that is.
const placeholder = 'https://api.pharos.invalid';

/** What the API says of itself: for tools, and to read. Both are made once, when first asked for: a twentieth of a second of work. */
export function docsRoutes(app: Api): void {
  let document: Document | undefined;
  let text: string | undefined;
  let page: Promise<string> | undefined;
  const described = () => (document ??= documentOf(app));

  app.get('/openapi.json', (c) => c.body((text ??= JSON.stringify(described())), 200, { 'content-type': 'application/json' }));
  app.get('/docs', async (c) => {
    const made = await (page ??= docsPage(described(), placeholder));
    return c.html(
      made.replaceAll(placeholder, () => new URL(c.req.url).origin),
      200,
      {
        'content-security-policy': docsPolicy,
        'x-content-type-options': 'nosniff',
      },
    );
  });
}
