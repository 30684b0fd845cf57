import { channelOf, secretChannels, shownAddress } from '../channels/addresses.ts';
import { defineResource } from '../define-resource.ts';
import { confirmSubscription, editSubscription, importSubscription, resendConfirmation, subscribe, unsubscribe } from './changes.ts';
import { readSubscriptionDoc, SubscriptionFields } from './fields.ts';

export const subscription = defineResource({
  kind: 'subscription',
  fields: SubscriptionFields,
  tables: [['subscription', 'id']],
  row: (fold, { page }) => {
    const said = readSubscriptionDoc(fold);
    if (!said || page === null) return undefined;
    const { confirmed: _confirmed, ended: _ended, proof: _proof, asked, ...row } = said;
    return { page, ...row, askedRegion: asked.region, askedAt: asked.at };
  },
  recorded: (field, value) => {
    if (field !== 'address' || typeof value !== 'string') return value;
    const channel = channelOf(value);
    return secretChannels.includes(channel) ? shownAddress(channel, value) : value;
  },
  verbs: [subscribe, importSubscription, confirmSubscription, editSubscription, resendConfirmation, unsubscribe],
});
