import { Scope } from '@pharos/core/scope';
import { z } from 'zod';
import { Key, Moment, Text } from '../field-values.ts';
import { known, type Fold } from '../fold.ts';

export const AccountFields = z.object({ name: Text, createdAt: Moment });
export const ApiKeyFields = z.object({
  page: z.uuid().nullable(),
  organisation: z.uuid().nullable().default(null),
  name: Text,
  scopes: z.array(Scope),
  hash: Key,
  revoked: z.boolean().default(false),
  createdAt: Moment,
  expiresAt: Moment.nullable().default(null),
});
export type AccountDoc = z.infer<typeof AccountFields>;
export type ApiKeyDoc = z.infer<typeof ApiKeyFields>;

export function readAccountDoc(fold: Fold): AccountDoc | undefined {
  return known(AccountFields, fold, 'name');
}

/** A key of a whole organisation names that where others name their page: who does not know organisations opens nothing with it. */
export function readApiKeyDoc(fold: Fold): ApiKeyDoc | undefined {
  const doc = known(ApiKeyFields, fold, 'hash');
  return doc && { ...doc, page: doc.page === doc.organisation ? null : doc.page };
}

/** No secret has it: a hash is 64 hexadecimal digits. */
export const broughtPrefix = 'brought ';
export function broughtHash(key: string): string {
  return broughtPrefix + key;
}
