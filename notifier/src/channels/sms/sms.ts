import { failure } from '../../outcome.ts';
import type { Sender, Sms } from '../channel.ts';
import { oncePerNotice } from '../composer.ts';
import type { ChannelRoom } from '../room.ts';
import { confirmationSms, noticeSms } from './message.ts';
import { createTelnyx } from './telnyx.ts';
import { createTwilio } from './twilio.ts';

export interface SmsOptions {
  /** Those that there are; without any nobody is sent an SMS. */
  twilio?: { url?: string | undefined; accountSid: string; authToken: string; from: string; callbackUrl?: string | undefined } | undefined;
  telnyx?: { url?: string | undefined; apiKey: string; from: string; isIdempotent?: boolean; publicKey?: string | undefined } | undefined;
}

// Who asked for SMS when there was a provider waits for the next one, as long as an SMS may.
const nobody: Sender<Sms> = {
  name: 'none',
  channel: 'sms',
  isIdempotent: false,
  slots: 1,
  leaseMs: 30_000,
  send: async () => failure('account', 'no-provider'),
  [Symbol.asyncDispose]: async () => undefined,
};

export const sms: ChannelRoom<SmsOptions, Sms> = {
  senders: ({ twilio, telnyx }) => {
    const senders = [...(twilio ? [createTwilio(twilio)] : []), ...(telnyx ? [createTelnyx(telnyx)] : [])];
    return senders.length === 0 ? [nobody] : senders;
  },
  composer: () => {
    const text = oncePerNotice(noticeSms);
    return {
      question: ({ delivery, to, page, words, confirmUrl }) => ({
        channel: 'sms',
        delivery,
        to,
        text: confirmationSms(words, page.name, confirmUrl()),
      }),
      notice: ({ delivery, to }, notice) => ({ channel: 'sms', delivery, to, text: text(notice) }),
    };
  },
};
