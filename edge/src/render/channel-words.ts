import type { Channel } from '@pharos/core/channel';
import { addressKinds } from '@pharos/resources/channels/addresses';
import type { Words } from '../words/words.ts';
import { fill } from '@pharos/core/fill';

/** What a page says of one channel. A chat service has one name in every language, and the rest is the same for all of them. */
export interface ChannelWords {
  name: string;
  /** What is to be typed in. */
  kind: string;
  /** What happens next, once somebody has signed up. */
  sent: string;
}

export function channelWords(channel: Channel, { subscribe: say }: Words): ChannelWords {
  const { brand } = addressKinds[channel];
  if (channel === 'web-push') return { name: say.push.offer, kind: '', sent: say.push.done };
  if (brand !== undefined) return { name: brand, kind: fill(say.kinds.chat, { brand }), sent: fill(say.sentChat, { brand }) };
  if (channel === 'email') return { name: say.email, kind: say.kinds.email, sent: say.sentEmail };
  if (channel === 'sms') return { name: say.sms, kind: say.kinds.sms, sent: say.sentSms };
  return { name: say.webhook, kind: say.kinds.webhook, sent: say.sentWebhook };
}
