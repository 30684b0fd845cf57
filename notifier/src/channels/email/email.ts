import type { Email } from '../channel.ts';
import { oncePerNotice } from '../composer.ts';
import type { ChannelRoom } from '../room.ts';
import { confirmationEmail, noticeEmail, proseOf } from './message.ts';
import { createSendgrid } from './sendgrid.ts';
import { createSes } from './ses.ts';
import { createSmtp } from './smtp.ts';

export interface EmailOptions {
  emailFrom: string;
  /** Those that there are, in the order in which they are asked. */
  ses?: { url?: string | undefined; region: string; accessKeyId: string; secretAccessKey: string } | undefined;
  sendgrid?: { url?: string | undefined; apiKey: string } | undefined;
  smtp?: { url: string; isTlsRequired: boolean } | undefined;
}

export const email: ChannelRoom<EmailOptions, Email> = {
  senders: ({ emailFrom: from, ses, sendgrid, smtp }, clock) => [
    ...(ses ? [createSes({ ...ses, from })] : []),
    ...(sendgrid ? [createSendgrid({ ...sendgrid, from, clock })] : []),
    ...(smtp ? [createSmtp({ ...smtp, from })] : []),
  ],
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
