import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Scope } from '@pharos/core/scope';
import { Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, notFound, requirePage, type Plan } from '../plan.ts';
import { broughtHash, readApiKeyDoc } from './fields.ts';

/** SHA-256 of the secret, in hex: the secret itself is never stored. */
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const scopesMax = 50;
// Whoever uses a key has so long to take the next one; longer is no rotation any more.
const overlapUsualS = 86_400;
const overlapMaxS = 30 * 86_400;

export const createApiKey = defineVerb({
  schema: z.object({
    type: z.literal('create-api-key'),
    key: Id,
    page: Id.nullable().default(null).describe('The page it opens; none: every page of its organisation'),
    organisation: Id.nullable().optional().describe('Whose pages it opens; that of whoever asks, where nothing is said'),
    name: Name.describe('Who uses it, for those who read the list'),
    scopes: z.array(Scope).min(1).max(scopesMax),
    expiresAt: Time.optional().describe('It opens nothing from then on'),
    hash: Hash,
  }),
  door: {
    method: 'post',
    path: '/v1/keys',
    needs: 'admin',
    of: 'own',
    makes: ['key'],
    fills: ['hash'],
    done: 'Made; its secret is shown this once',
    explained:
      'Its secret is in the answer, this once. It opens what the asking key opens, or less, and gets no scope that this one has not.',
  },
  about: ({ key, page }) => docRef('apikey', key, page),
  makes: true,
  plan: (asked, input) => {
    const { key, page, organisation = null, name, scopes, hash, expiresAt = null } = asked;
    if (page !== null) requirePage(input);
    if (expiresAt !== null && expiresAt <= input.now) throw ended();
    const ref = docRef('apikey', key, page);
    const before = readApiKeyDoc(input.fold(ref));
    if (before?.hash === hash) return alreadyDone;
    if (before) throw shownOnce();
    return writing(ref, {
      page: page ?? organisation,
      organisation,
      name,
      scopes,
      hash,
      createdAt: input.now,
      ...(expiresAt && { expiresAt }),
    });
  },
});

/**
 * A key as another installation knew it, all but its secret: it opens nothing, and says what it was for until it is rotated or revoked.
 * What stands in the place of the hash is the hash of nothing.
 */
export const bringApiKey = defineVerb({
  schema: z.object({
    type: z.literal('bring-api-key'),
    key: Id,
    page: Id.nullable(),
    organisation: Id.nullable(),
    name: Name,
    scopes: z.array(Scope).min(1).max(scopesMax),
    expiresAt: Time.nullable(),
  }),
  about: ({ key, page }) => docRef('apikey', key, page),
  makes: true,
  plan: ({ key, page, organisation, name, scopes, expiresAt }, input) => {
    if (page !== null) requirePage(input);
    const ref = docRef('apikey', key, page);
    if (readApiKeyDoc(input.fold(ref))) return alreadyDone;
    const fields = { page: page ?? organisation, organisation, name, scopes, hash: broughtHash(key), createdAt: input.now };
    return writing(ref, { ...fields, ...(expiresAt && { expiresAt }) });
  },
});

export const rotateApiKey = defineVerb({
  schema: z.object({
    type: z.literal('rotate-api-key'),
    key: Id,
    next: Id,
    page: Id.nullable(),
    overlapSeconds: z.int().min(0).max(overlapMaxS).default(overlapUsualS).describe('How long the old one goes on working'),
    hash: Hash,
  }),
  door: {
    method: 'post',
    path: '/v1/keys/{key}/rotate',
    needs: 'admin',
    of: 'own',
    makes: ['next'],
    fills: ['hash', 'page'],
    done: 'Another one for the same; its secret is shown this once',
    explained:
      'Makes another key for the same, with its secret in the answer, this once; the old one goes on working for `overlapSeconds`.',
  },
  about: ({ key, page }) => docRef('apikey', key, page),
  locks: ({ next, page }) => [docRef('apikey', next, page)],
  mayMake: ({ next, page }) => [docRef('apikey', next, page)],
  plan: ({ key, next, page, overlapSeconds, hash }, input) => {
    const [ref, nextRef] = [docRef('apikey', key, page), docRef('apikey', next, page)];
    const old = readApiKeyDoc(input.fold(ref));
    if (!old) throw notFound('key');
    if (readApiKeyDoc(input.fold(nextRef))) throw shownOnce();
    const now = Date.parse(input.now);
    if (old.revoked || (old.expiresAt !== null && Date.parse(old.expiresAt) <= now))
      throw new Problem('conflict', 'this key has ended: make another one');
    const { organisation, name, scopes } = old;
    const until = now + overlapSeconds * 1_000;
    const ends = old.expiresAt === null ? until : Math.min(until, Date.parse(old.expiresAt));
    // It lives as long as the one before was meant to.
    const expiresAt = old.expiresAt === null ? null : at(now + Date.parse(old.expiresAt) - Date.parse(old.createdAt));
    const fields = { page: old.page ?? organisation, organisation, name, scopes, hash, createdAt: input.now, expiresAt };
    return {
      writes: [
        { ref, fields: { expiresAt: at(ends) } },
        { ref: nextRef, fields },
      ],
      facts: [],
      notify: null,
    };
  },
});

export const revokeApiKey = defineVerb({
  schema: z.object({ type: z.literal('revoke-api-key'), key: Id }),
  door: {
    method: 'delete',
    path: '/v1/keys/{key}',
    needs: 'admin',
    of: 'own',
    done: 'It opens nothing any more: here at once, elsewhere within seconds',
  },
  about: ({ key }) => docRef('apikey', key, null),
  plan: ({ key }, input) => {
    const ref = docRef('apikey', key, null);
    const before = readApiKeyDoc(input.fold(ref));
    if (!before) throw notFound('key');
    return before.revoked ? alreadyDone : writing(ref, { revoked: true });
  },
});

function writing(ref: ReturnType<typeof docRef>, fields: Record<string, Json>): Plan {
  return { writes: [{ ref, fields }], facts: [], notify: null };
}

function shownOnce(): Problem {
  return new Problem('conflict', 'this request has made a key already, and its secret is shown once only: rotate the key, or make another');
}

function ended(): Problem {
  return new Problem('invalid', 'expiresAt: must be later than now', {
    fields: [{ path: 'expiresAt', message: 'must be later than now' }],
  });
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}
