import { defineResource } from '../define-resource.ts';
import { createAccount, createApiKey, revokeApiKey } from './changes.ts';
import { AccountFields, ApiKeyFields } from './fields.ts';

export const account = defineResource({ kind: 'account', fields: AccountFields, verbs: [createAccount] });

export const apiKey = defineResource({ kind: 'apikey', fields: ApiKeyFields, isOfAnyPage: true, verbs: [createApiKey, revokeApiKey] });
