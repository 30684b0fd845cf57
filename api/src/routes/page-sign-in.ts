import { createRoute, z } from '@hono/zod-openapi';
import { entryOf, entrySubject } from '@pharos/core/page-entry';
import { Problem } from '@pharos/core/problem';
import { readReaderToken } from '@pharos/core/reader-token';
import { readPageByHost, readPageBySlug } from '@pharos/region/reading/pages';
import { readWayIn } from '@pharos/region/reading/page-settings';
import type { Api, Deps } from '../env.ts';
import type { Entries } from '../people/entries.ts';
import { mayRead } from '../reader.ts';
import { problems } from './shapes.ts';

const Query = z.object({
  of: z.string().regex(entryOf).describe('The page, as it was asked for: `slug:acme`, `host:status.acme.example`, `page:<id>`'),
  back: z
    .url({ protocol: /^https?$/ })
    .max(600)
    .describe('Where the browser goes then'),
  state: z.string().regex(/^[0-9a-f]{64}$/),
  proof: z.string().max(200).describe('That one of our edges asks'),
});

/** How somebody who signs in here comes to a page for people who are signed in, at the page's own address: see `page-entry.ts`. */
export function pageSignInRoutes(app: Api, deps: Deps, entries: Entries): void {
  const { reads, kit, readerKeys, accounts } = deps;

  const pageOf = async (of: string): Promise<string | undefined> => {
    const name = of.slice(of.indexOf(':') + 1);
    if (of.startsWith('page:')) return z.uuid().safeParse(name).data;
    if (of.startsWith('host:')) return reads((sql) => readPageByHost(sql, name));
    return (await reads((sql) => readPageBySlug(sql, name)))?.id;
  };

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/sign-in/page',
      operationId: 'signInToPage',
      summary: 'Sign in for a page at its own address',
      description:
        'Where an edge sends the browser of a guest. It comes back with a code, if whoever is signed in may see the page. It leads nowhere that one of our edges has not signed.',
      tags: ['sign-in'],
      request: { query: Query },
      responses: { 302: { description: 'To be signed in, or back to the page' }, ...problems },
    }),
    async (c) => {
      const { of, back, state, proof } = c.req.valid('query');
      if (accounts.keys.length === 0) throw new Problem('not-found', 'nobody signs in at this installation: it has no SESSION_KEYS');
      const judged = await readReaderToken(proof, entrySubject({ of, back, state }), readerKeys, kit.clock.now());
      if (judged.kind !== 'good') throw new Problem('forbidden', 'this link is too old, or none of ours: open the page once more');
      c.header('cache-control', 'no-store');
      const session = c.get('signedIn')?.session;
      if (!session) {
        const { pathname, search } = new URL(c.req.url);
        return c.redirect(`/sign-in?return=${encodeURIComponent(pathname + search)}`, 302);
      }
      const { person, id, slot, startedAt } = session;
      const page = await pageOf(of);
      const way = page === undefined ? undefined : await reads((sql) => readWayIn(sql, page));
      const reader = { page: page ?? '', session: { person, id, slot, startedAt } };
      const may = way?.isForSignedIn === true && (await mayRead(deps, reader));
      const code = may ? await entries.give(reader.page, state, reader.session) : undefined;
      const to = new URL(back);
      to.search = code === undefined ? '?refused' : `?code=${encodeURIComponent(code)}`;
      return c.redirect(to.href, 302);
    },
  );
}
