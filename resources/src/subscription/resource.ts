import { defineResource } from '../define-resource.ts';
import { confirmSubscription, subscribe, unsubscribe } from './changes.ts';
import { SubscriptionFields } from './fields.ts';

export const subscription = defineResource({
  kind: 'subscription',
  fields: SubscriptionFields,
  tables: [['subscription', 'id']],
  verbs: [subscribe, confirmSubscription, unsubscribe],
});
