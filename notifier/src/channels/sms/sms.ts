import type { Sms } from '../channel.ts';
import { oncePerNotice } from '../composer.ts';
import type { ChannelRoom } from '../room.ts';
import { confirmationSms, noticeSms } from './message.ts';
import { createTelnyx } from './telnyx.ts';
import { createTwilio } from './twilio.ts';

export interface SmsOptions {
  twilio: { url?: string | undefined; accountSid: string; authToken: string; from: string; callbackUrl?: string | undefined };
  telnyx: { url?: string | undefined; apiKey: string; from: string; isIdempotent?: boolean; publicKey?: string | undefined };
}

export const sms: ChannelRoom<SmsOptions, Sms> = {
  senders: ({ twilio, telnyx }) => [createTwilio(twilio), createTelnyx(telnyx)],
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
