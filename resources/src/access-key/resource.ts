import { defineResource } from '../define-resource.ts';
import { bringApiKey, createApiKey, revokeApiKey, rotateApiKey } from './changes.ts';
import { AccountFields, ApiKeyFields, readAccountDoc, readApiKeyDoc } from './fields.ts';

// Nobody can ask for one yet; those that a region has are kept.
export const account = defineResource({
  kind: 'account',
  fields: AccountFields,
  staysHere: true,
  tables: [['account', 'id']],
  row: readAccountDoc,
  verbs: [],
});

export const apiKey = defineResource({
  kind: 'apikey',
  fields: ApiKeyFields,
  secrets: ['hash'],
  tables: [['api_key', 'id']],
  row: readApiKeyDoc,
  isOfAnyPage: true,
  staysHere: true,
  verbs: [createApiKey, bringApiKey, rotateApiKey, revokeApiKey],
});
