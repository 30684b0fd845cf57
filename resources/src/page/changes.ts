import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { DialingCode, Host, Slug } from '@pharos/core/names';
import { Problem } from '@pharos/core/problem';
import { Name } from '@pharos/core/texts';
import { TimeZone } from '@pharos/core/time-zone';
import { z } from 'zod';
import { given, saidOf } from '../define-fields.ts';
import { defineVerb } from '../define-resource.ts';
import { Features, featuresAsked } from '../features.ts';
import { docRef, type DocRef } from '../kind.ts';
import { alreadyDone, differing, notFound, type DocWrite, type PlanInput } from '../plan.ts';
import { accessAsked, accessFields } from './access.ts';
import { readSlugDoc } from './claim.ts';
import { readPageDoc } from './fields.ts';
import { settings } from './settings.ts';

const Weight = z.number().int().min(0).max(100).optional();

const about = ({ page }: { page: string }) => docRef('page', page, page);

export const createPage = defineVerb({
  schema: z.object({
    type: z.literal('create-page'),
    page: Id,
    name: Name,
    slug: Slug,
    timeZone: TimeZone.default('UTC'),
    private: z.boolean().optional(),
    organisation: Id.nullable().optional().describe('Whose it is; that of whoever asks, where nothing is said'),
  }),
  door: {
    method: 'post',
    path: '/v1/pages',
    needs: 'admin',
    makes: ['page'],
    done: 'Made',
    explained: 'An empty page under a name of its own. It belongs to the organisation whose key asks for it, for as long as it lives.',
  },
  about,
  makes: true,
  locks: namesOf,
  plan: (asked, input) => {
    const ref = about(asked);
    if (readPageDoc(input.fold(ref))) return alreadyDone;
    const { name, slug, timeZone, organisation } = asked;
    // Never public, not even for a moment.
    const fields = {
      name,
      slug,
      timeZone,
      createdAt: input.now,
      ...(asked.private ? { private: true } : {}),
      ...(organisation ? { organisation } : {}),
    };
    return { writes: [{ ref, fields }, ...claim('slug', slug, asked.page, input)], facts: [{ type: 'page-changed' }], notify: null };
  },
});

export const editPage = defineVerb({
  schema: z.object({
    type: z.literal('edit-page'),
    page: Id,
    name: Name.optional(),
    slug: Slug.optional(),
    timeZone: TimeZone.optional(),
    private: z.boolean().optional().describe('Of those who have a token, or of everybody: `visibility` says more'),
    ...accessFields,
    /** What the server makes of the password. */
    passwordHash: z.string().nullable().optional(),
    ...given(settings),
    features: Features.optional().describe('Switches by name, of this page: `{ "new-timeline": true }`; null: as its organisation has it'),
    revokeTokens: z.literal(true).optional().describe('Tokens given to readers before this moment are void'),
    domain: Host.nullable()
      .optional()
      .describe('A host name under which the page is shown once its claim is confirmed; null: none. Point its DNS at the edge'),
    smsCountries: z
      .array(DialingCode)
      .max(limits.smsCountriesMax)
      .optional()
      .describe('Where visitors may sign up by SMS: `["+49"]`; empty: nowhere'),
    partialOutageWeight: Weight.describe('What a partial outage counts in the uptime, in per cent; 30 at first'),
    majorOutageWeight: Weight.describe('The same of a major outage; 100 at first'),
  }),
  door: {
    method: 'patch',
    path: '/v1/pages/{page}',
    needs: 'write',
    isForAdmin,
    fills: ['passwordHash'],
    done: 'Changed',
    explained:
      'What is not named stays. Who sees it, its name and domain, its own style, its switches, and how it may tell subscribers are for administrators.',
  },
  about,
  makes: true,
  locks: namesOf,
  plan: (asked, input) => {
    const ref = about(asked);
    const before = readPageDoc(input.fold(ref));
    if (!before) throw notFound('page');
    const { name, slug, timeZone, domain, smsCountries, revokeTokens } = asked;
    const { partialOutageWeight, majorOutageWeight } = asked;
    const asIs = { name, slug, timeZone, domain, smsCountries, partialOutageWeight, majorOutageWeight, ...saidOf(settings, asked) };
    const access = { tokensFrom: revokeTokens ? input.now : undefined, ...accessAsked(asked, before, input.now) };
    const fields = { ...differing(before, { ...asIs, ...access }), ...featuresAsked(asked.features, input.fold(ref)) };
    if (Object.keys(fields).length === 0) return alreadyDone;
    const claims = [
      ...(fields['slug'] === undefined ? [] : claim('slug', slug!, asked.page, input)),
      ...(fields['domain'] ? claim('domain', domain!, asked.page, input) : []),
    ];
    return { writes: [{ ref, fields }, ...claims], facts: [{ type: 'page-changed' }], notify: null };
  },
});

// Who sees the page, under which name, and what it may cost is not for whoever posts updates.
const forAdmin = ['private', ...Object.keys(accessFields), 'slug', 'domain', 'smsCountries', 'channels', 'css', 'features'];

function isForAdmin(asked: object): boolean {
  return forAdmin.some((name) => (asked as Record<string, unknown>)[name] !== undefined);
}

function namesOf(asked: { slug?: string | undefined; domain?: string | null | undefined }): DocRef[] {
  const slug = asked.slug === undefined ? [] : [docRef('slug', asked.slug, null)];
  return asked.domain ? [...slug, docRef('domain', asked.domain, null)] : slug;
}

/**
 * A claim is written once and never again: its clock is its rank. A name that a page has left stays its own, so that old links
 * go on working, and nobody else receives who follows them.
 */
function claim(kind: 'slug' | 'domain', name: string, page: string, input: PlanInput): DocWrite[] {
  const ref = docRef(kind, name, null);
  const known = readSlugDoc(input.fold(ref));
  if (known && known.owner !== page) {
    throw new Problem('conflict', `the ${kind} ${name} is taken`, { fields: [{ path: kind, message: 'taken' }] });
  }
  return known ? [] : [{ ref, fields: { [`claim/${page}`]: { at: input.now } } }];
}
