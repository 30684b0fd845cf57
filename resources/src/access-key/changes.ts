import { Id } from '@pharos/core/id';
import { Scope } from '@pharos/core/scope';
import { Name } from '@pharos/core/texts';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, notFound, requirePage, usedId } from '../plan.ts';
import { readApiKeyDoc } from './fields.ts';

export const createApiKey = defineVerb({
  schema: z.object({
    type: z.literal('create-api-key'),
    key: Id,
    /** The page it opens; none: every page of this installation. */
    page: Id.nullable(),
    name: Name,
    scopes: z.array(Scope).min(1).max(Scope.options.length),
    /** SHA-256 of the secret, in hex: the secret itself is never stored. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  about: ({ key, page }) => docRef('apikey', key, page),
  makes: true,
  plan: (asked, input) => {
    const { key, page, name, scopes, hash } = asked;
    if (page !== null) requirePage(input);
    const ref = docRef('apikey', key, page);
    const before = readApiKeyDoc(input.fold(ref));
    if (before?.hash === hash) return alreadyDone;
    if (before) throw usedId('key');
    return { writes: [{ ref, fields: { page, name, scopes, hash, createdAt: input.now } }], facts: [], notify: null };
  },
});

export const revokeApiKey = defineVerb({
  schema: z.object({ type: z.literal('revoke-api-key'), key: Id }),
  door: {
    method: 'delete',
    path: '/v1/keys/{key}',
    needs: 'admin',
    isOfItsPage: true,
    done: 'It opens nothing any more: here at once, elsewhere within seconds',
  },
  about: ({ key }) => docRef('apikey', key, null),
  plan: ({ key }, input) => {
    const ref = docRef('apikey', key, null);
    const before = readApiKeyDoc(input.fold(ref));
    if (!before) throw notFound('key');
    return before.revoked ? alreadyDone : { writes: [{ ref, fields: { revoked: true } }], facts: [], notify: null };
  },
});
