import type { Email } from '../channel.ts';
import { oncePerNotice } from '../composer.ts';
import type { ChannelRoom } from '../room.ts';
import { confirmationEmail, noticeEmail, proseOf } from './message.ts';
import { createSendgrid } from './sendgrid.ts';
import { createSes } from './ses.ts';

export interface EmailOptions {
  emailFrom: string;
  ses: { url?: string | undefined; region: string; accessKeyId: string; secretAccessKey: string };
  sendgrid: { url?: string | undefined; apiKey: string };
}

export const email: ChannelRoom<EmailOptions, Email> = {
  senders: ({ emailFrom: from, ses, sendgrid }, clock) => [createSes({ ...ses, from }), createSendgrid({ ...sendgrid, from, clock })],
  composer: () => {
    const prose = oncePerNotice(proseOf);
    return {
      question: ({ delivery, to, page, words, confirmUrl }) => ({
        channel: 'email',
        delivery,
        to,
        ...confirmationEmail(words, page.name, confirmUrl()),
      }),
      notice: ({ delivery, to, unsubscribeUrl }, notice) => ({
        channel: 'email',
        delivery,
        to,
        ...noticeEmail(notice, unsubscribeUrl(), prose(notice)),
      }),
    };
  },
};
