import type { ChangeOf } from '@pharos/core/change';
import { Problem } from '@pharos/core/problem';
import { docRef } from '../document/kind.ts';
import { readPageDoc } from '../document/page-doc.ts';
import { readSlugDoc } from '../document/slug-doc.ts';
import { differing, notFound, usedId } from './plan-kit.ts';
import { alreadyDone, type DocWrite, type Plan, type PlanInput } from './plan.ts';

export function planCreatePage(change: ChangeOf<'create-page'>, input: PlanInput): Plan {
  const ref = docRef('page', change.page, change.page);
  const before = readPageDoc(input.fold(ref));
  if (before) {
    if (before.slug === change.slug && before.name === change.name) return alreadyDone;
    throw usedId('page');
  }
  const fields = {
    name: change.name,
    slug: change.slug,
    timeZone: change.timeZone,
    createdAt: input.now,
    // Never public, not even for a moment.
    ...(change.private ? { private: true } : {}),
  };
  return { writes: [{ ref, fields }, ...claimSlug(change.slug, change.page, input)], facts: [{ type: 'page-changed' }], notify: null };
}

export function planEditPage(change: ChangeOf<'edit-page'>, input: PlanInput): Plan {
  const ref = docRef('page', change.page, change.page);
  const before = readPageDoc(input.fold(ref));
  if (!before) throw notFound('page');
  const fields = differing(before, {
    name: change.name,
    slug: change.slug,
    timeZone: change.timeZone,
    domain: change.domain,
    private: change.private,
    smsCountries: change.smsCountries,
    tokensFrom: change.revokeTokens ? input.now : undefined,
  });
  if (Object.keys(fields).length === 0) return alreadyDone;
  const claims = fields.slug === undefined ? [] : claimSlug(change.slug!, change.page, input);
  const domains = fields.domain ? claimDomain(change.domain!, change.page, input) : [];
  return { writes: [{ ref, fields }, ...claims, ...domains], facts: [{ type: 'page-changed' }], notify: null };
}

// A claim is written once and never again: its clock is its rank. A slug a page has left stays its own, so that old links go on working.
function claimSlug(slug: string, page: string, input: PlanInput): DocWrite[] {
  const ref = docRef('slug', slug, null);
  const known = readSlugDoc(input.fold(ref));
  if (known && known.owner !== page) {
    throw new Problem('conflict', `the slug ${slug} is taken`, { fields: [{ path: 'slug', message: 'taken' }] });
  }
  return known ? [] : [{ ref, fields: { [`claim/${page}`]: { at: input.now } } }];
}

// The same of a host name. It stays the page's own when it is taken off: its links may come back, and nobody else may receive them.
function claimDomain(host: string, page: string, input: PlanInput): DocWrite[] {
  const ref = docRef('domain', host, null);
  const known = readSlugDoc(input.fold(ref));
  if (known && known.owner !== page) {
    throw new Problem('conflict', `the domain ${host} is taken`, { fields: [{ path: 'domain', message: 'taken' }] });
  }
  return known ? [] : [{ ref, fields: { [`claim/${page}`]: { at: input.now } } }];
}
