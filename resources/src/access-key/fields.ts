import { Scope } from '@pharos/core/scope';
import { z } from 'zod';
import { Key, Moment, Text } from '../field-values.ts';
import { known, type Fold } from '../fold.ts';

export const AccountFields = z.object({ name: Text, createdAt: Moment });
export const ApiKeyFields = z.object({
  page: z.uuid().nullable(),
  name: Text,
  scopes: z.array(Scope),
  hash: Key,
  revoked: z.boolean().default(false),
  createdAt: Moment,
});
export type AccountDoc = z.infer<typeof AccountFields>;
export type ApiKeyDoc = z.infer<typeof ApiKeyFields>;

export function readAccountDoc(fold: Fold): AccountDoc | undefined {
  return known(AccountFields, fold, 'name');
}

export function readApiKeyDoc(fold: Fold): ApiKeyDoc | undefined {
  return known(ApiKeyFields, fold, 'hash');
}
