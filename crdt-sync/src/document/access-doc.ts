import { Scope } from '@pharos/core/change';
import { z } from 'zod';
import { known } from './read-fold.ts';
import type { Fold } from './registers.ts';

const Account = z.object({ name: z.string(), createdAt: z.string() });
const ApiKey = z.object({
  page: z.string().nullable(),
  name: z.string(),
  scopes: z.array(Scope),
  hash: z.string(),
  revoked: z.boolean().default(false),
  createdAt: z.string(),
});
export type AccountDoc = z.infer<typeof Account>;
export type ApiKeyDoc = z.infer<typeof ApiKey>;

export function readAccountDoc(fold: Fold): AccountDoc | undefined {
  return known(Account, fold, 'name');
}

export function readApiKeyDoc(fold: Fold): ApiKeyDoc | undefined {
  return known(ApiKey, fold, 'hash');
}
