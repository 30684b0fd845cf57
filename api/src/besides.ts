import { z } from '@hono/zod-openapi';
import { Problem } from '@pharos/core/problem';
import { shownBytesMax } from '@pharos/region/reading/updates';
import { countComponents } from '@pharos/region/reading/pages';
import { readApiKeyOf } from '@pharos/region/reading/access';
import { readUpdateBytes } from '@pharos/region/reading/incidents';
import { limits } from '@pharos/core/limits';
import { requireClaimable } from './claims.ts';
import type { Deps } from './env.ts';
import type { Besides } from './mount.ts';

/** What routes do beside their verbs, by verb. A verb that is not named here needs nothing. */
export function besidesOf(deps: Deps): Besides {
  const { reads, keys } = deps;
  return {
    'create-component': {
      before: async ({ page }) => {
        if ((await reads((sql) => countComponents(sql, page))) >= limits.componentsPerPageMax)
          throw new Problem('conflict', `a page has at most ${limits.componentsPerPageMax} components: remove one first`);
      },
    },
    'edit-page': {
      before: ({ page, slug, domain }) => requireClaimable(deps, page, { slug, domain }),
    },
    'post-update': {
      after: ({ incident }) => noticeOf(deps, incident),
      answer: { notice: z.string().optional().describe('What the writer should know about how it is shown') },
    },
    'revoke-api-key': {
      before: async ({ key }, c) => {
        const only = c.get('caller')?.page ?? null;
        const found = await reads((sql) => readApiKeyOf(sql, key));
        if (!found || (only !== null && found.page !== only)) throw new Problem('not-found', 'there is no such key');
      },
      after: async ({ key }) => {
        keys.forget(key);
        return {};
      },
    },
  };
}

/** For whoever writes more than the page shows. It is written whatever happens here. */
async function noticeOf({ reads }: Deps, incident: string): Promise<Record<string, string>> {
  const bytes = await reads((sql) => readUpdateBytes(sql, incident)).catch(() => 0);
  if (bytes <= shownBytesMax) return {};
  return { notice: `the updates of this incident are longer than ${shownBytesMax} bytes: the page shows the newest of them only` };
}
