import { defineResource } from '../define-resource.ts';
import { createAccount, createApiKey, revokeApiKey } from './changes.ts';
import { AccountFields, ApiKeyFields } from './fields.ts';

export const account = defineResource({ kind: 'account', fields: AccountFields, tables: [['account', 'id']], verbs: [createAccount] });

export const apiKey = defineResource({
  kind: 'apikey',
  fields: ApiKeyFields,
  tables: [['api_key', 'id']],
  isOfAnyPage: true,
  verbs: [createApiKey, revokeApiKey],
});
