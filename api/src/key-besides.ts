import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Problem } from '@pharos/core/problem';
import { mayGive, type Scope } from '@pharos/core/scope';
import { readApiKeyOf, type ApiKey, type Whose } from '@pharos/region/reading/access';
import { readOrganisation } from '@pharos/region/reading/organisations';
import type { Change, ChangeOf } from '@pharos/resources/registry';
import { whoseOf } from './caller.ts';
import type { Deps, Env } from './env.ts';
import { hashKey, newKey } from './key.ts';
import type { Beside } from './mount.ts';

type Named = { [Type in Change['type']]?: Beside<ChangeOf<Type>> };

/** What the routes of keys do beside their verbs: make secrets, and see to it that nobody gives more than he has. */
export function keyBesides({ reads, keys, tenants }: Deps, areas: ReadonlySet<string>): Named {
  const secret = { secret: z.string().optional().describe('Shown this once: only its hash is kept') };

  const requireScopes = (c: Context<Env>, scopes: Scope[]) => {
    for (const [at, scope] of scopes.entries()) {
      const area = scope.includes(':') ? scope.slice(0, scope.indexOf(':')) : undefined;
      if (area !== undefined && !areas.has(area)) {
        const message = `there is nothing called ${area}: ${[...areas].sort().join(', ')}`;
        throw new Problem('invalid', `scopes.${at}: ${message}`, { fields: [{ path: `scopes.${at}`, message }] });
      }
      if (!mayGive(c.get('caller')!.scopes, scope))
        throw new Problem('forbidden', `nobody gives more than he has: this key has no "${scope}"`);
    }
  };

  /** Of whoever asks, as far as the request does not say less. */
  const placeOf = async (own: Whose, asked: { page: string | null; organisation?: string | null | undefined }): Promise<Whose> => {
    const page = asked.page ?? own.page;
    if (page !== null && !(await tenants.opens(own, page))) throw new Problem('not-found', 'there is no such page');
    const organisation = page === null ? (asked.organisation ?? own.organisation) : ((await tenants.organisationOf(page)) ?? null);
    const isOther = asked.organisation !== undefined && asked.organisation !== null && asked.organisation !== organisation;
    if (isOther || (own.organisation !== null && organisation !== own.organisation))
      throw new Problem('not-found', 'there is no such organisation');
    // Whoever runs the installation may name any of them: one that is there.
    if (organisation !== null && organisation !== own.organisation && !(await reads((sql) => readOrganisation(sql, organisation)))) {
      throw new Problem('not-found', 'there is no such organisation');
    }
    return { page, organisation };
  };

  const own = async (key: string, c: Context<Env>): Promise<ApiKey> => {
    const { page, organisation } = whoseOf(c);
    const found = await reads((sql) => readApiKeyOf(sql, key));
    const isOwn = page === null ? organisation === null || found?.organisation === organisation : found?.page === page;
    if (!found || !isOwn) throw new Problem('not-found', 'there is no such key');
    return found;
  };

  return {
    'create-api-key': {
      fill: async (asked, c) => {
        requireScopes(c, asked.scopes);
        const key = newKey();
        return { fields: { ...(await placeOf(whoseOf(c), asked)), hash: hashKey(key) }, told: { secret: key } };
      },
      answer: secret,
    },
    'rotate-api-key': {
      fill: async (asked, c) => {
        const { page, scopes } = await own(asked.key, c);
        requireScopes(c, scopes);
        const key = newKey();
        return { fields: { page, hash: hashKey(key) }, told: { secret: key } };
      },
      after: async ({ key }) => {
        keys.forget(key);
        return {};
      },
      answer: secret,
    },
    'revoke-api-key': {
      before: async ({ key }, c) => void (await own(key, c)),
      after: async ({ key }) => {
        keys.forget(key);
        return {};
      },
    },
  };
}
