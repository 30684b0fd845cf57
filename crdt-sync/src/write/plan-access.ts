import type { ChangeOf } from '@pharos/core/change';
import { readAccountDoc, readApiKeyDoc } from '../document/access-doc.ts';
import { docRef } from '../document/kind.ts';
import { notFound, requirePage, usedId } from './plan-kit.ts';
import { alreadyDone, type Plan, type PlanInput } from './plan.ts';

export function planAccount(change: ChangeOf<'create-account'>, input: PlanInput): Plan {
  const ref = docRef('account', change.account, null);
  const before = readAccountDoc(input.fold(ref));
  if (before?.name === change.name) return alreadyDone;
  if (before) throw usedId('account');
  return { writes: [{ ref, fields: { name: change.name, createdAt: input.now } }], facts: [], notify: null };
}

export function planApiKey(change: ChangeOf<'create-api-key'>, input: PlanInput): Plan {
  if (change.page !== null) requirePage(input);
  const ref = docRef('apikey', change.key, change.page);
  const before = readApiKeyDoc(input.fold(ref));
  if (before?.hash === change.hash) return alreadyDone;
  if (before) throw usedId('key');
  const { page, name, scopes, hash } = change;
  return { writes: [{ ref, fields: { page, name, scopes, hash, createdAt: input.now } }], facts: [], notify: null };
}

export function planRevoke(change: ChangeOf<'revoke-api-key'>, input: PlanInput): Plan {
  const ref = docRef('apikey', change.key, null);
  const before = readApiKeyDoc(input.fold(ref));
  if (!before) throw notFound('key');
  return before.revoked ? alreadyDone : { writes: [{ ref, fields: { revoked: true } }], facts: [], notify: null };
}
