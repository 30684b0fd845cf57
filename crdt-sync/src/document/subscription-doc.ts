import { Channel } from '@pharos/core/change';
import { z } from 'zod';
import { hlcToIso } from './hlc.ts';
import { known, latestHlc } from './read-fold.ts';
import type { Fold } from './registers.ts';

const Fields = z.object({
  channel: Channel,
  address: z.string(),
  components: z.array(z.string()),
  confirmed: z.boolean(),
  ended: z.boolean().default(false),
  /** Where and when it was asked for last: that region sends the question to the address. */
  asked: z.object({ region: z.string(), at: z.string() }),
  createdAt: z.string(),
});

export interface SubscriptionDoc extends z.infer<typeof Fields> {
  state: 'pending' | 'active' | 'ended';
  updatedAt: string;
}

export function readSubscriptionDoc(fold: Fold): SubscriptionDoc | undefined {
  const fields = known(Fields, fold, 'address');
  if (!fields) return undefined;
  const state = fields.ended ? 'ended' : fields.confirmed ? 'active' : 'pending';
  return { ...fields, state, updatedAt: hlcToIso(latestHlc(fold)) };
}
