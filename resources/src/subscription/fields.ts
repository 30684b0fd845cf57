import { Channel } from '@pharos/core/channel';
import { z } from 'zod';
import { Key, Moment, Text, Uuid } from '../field-values.ts';
import { hlcToIso } from '@pharos/core/hlc';
import { known, latestHlc, type Fold } from '../fold.ts';

export const SubscriptionFields = z.object({
  channel: Channel,
  address: Key,
  components: z.array(Text),
  /** Of one incident only, and of that all there is: it ends with it. */
  incident: Uuid.nullable().default(null),
  /** In which they want to be told; null: in the page's own. */
  language: Text.nullable().default(null),
  /** Of a webhook: in whose shape it is told. */
  shape: Text.default('own'),
  confirmed: z.boolean(),
  ended: z.boolean().default(false),
  /** Where and when it was asked for last: that region sends the question to the address. */
  asked: z.object({ region: Key, at: Moment }),
  /** How often staff had the question sent once more: each is another message. */
  resent: z.number().int().min(0).default(0),
  /** Of one that was brought: where and when they agreed, as whoever brought it states. */
  proof: Text.nullable().default(null),
  createdAt: Moment,
});

export interface SubscriptionDoc extends z.infer<typeof SubscriptionFields> {
  state: 'pending' | 'active' | 'ended';
  updatedAt: string;
}

export function readSubscriptionDoc(fold: Fold): SubscriptionDoc | undefined {
  const fields = known(SubscriptionFields, fold, 'address');
  if (!fields) return undefined;
  const state = fields.ended ? 'ended' : fields.confirmed ? 'active' : 'pending';
  return { ...fields, state, updatedAt: hlcToIso(latestHlc(fold)) };
}
