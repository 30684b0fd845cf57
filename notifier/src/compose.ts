import type { Message } from './channels/channel.ts';
import { webhookSecret } from './channels/webhook.ts';
import type { Claimed } from './ledger/ledger.ts';
import { signLink } from './links/token.ts';
import { confirmationEmail, noticeEmail } from './message/email.ts';
import { toldOf, type Notice } from './message/notice.ts';
import { confirmationSms, noticeSms } from './message/sms.ts';
import { confirmationWebhook, noticeWebhook } from './message/webhook.ts';

export interface ComposeOptions {
  /** Signs links and derives webhook secrets. */
  key: string;
  /** Where this notifier's own pages are reached from outside. */
  publicUrl: string;
  /** Where the status pages are: `<pagesUrl>/p/<page>`. */
  pagesUrl: string;
}

/** The message of one delivery: the same bytes each time it is asked for, so that a repetition is one. */
export function compose(claimed: Claimed, { key, publicUrl, pagesUrl }: ComposeOptions): Message {
  const { id: delivery, address: to, fanout } = claimed;
  const subject = { page: fanout.page, subscription: claimed.subscriber };
  const page = { id: fanout.page, name: fanout.pageName, url: `${pagesUrl}/p/${fanout.page}` };
  const secret = webhookSecret(key, claimed.subscriber);
  const told = fanout.fact === null ? undefined : toldOf(fanout.fact);
  if (claimed.kind === 'confirmation' || !told) {
    const url = `${publicUrl}/confirm/${signLink(key, 'confirm', subject)}`;
    switch (claimed.channel) {
      case 'email':
        return { channel: 'email', delivery, to, ...confirmationEmail(page.name, url) };
      case 'sms':
        return { channel: 'sms', delivery, to, text: confirmationSms(page.name, url) };
      case 'webhook':
        return {
          channel: 'webhook',
          delivery,
          to,
          secret,
          body: confirmationWebhook({ page, at: fanout.at, subscription: claimed.subscriber, confirmUrl: url, secret }),
        };
      default:
        return claimed.channel satisfies never;
    }
  }
  const notice: Notice = { id: fanout.notice, page: fanout.page, pageName: fanout.pageName, at: fanout.at, fact: told };
  switch (claimed.channel) {
    case 'email': {
      const unsubscribe = `${publicUrl}/unsubscribe/${signLink(key, 'unsubscribe', subject)}`;
      return { channel: 'email', delivery, to, ...noticeEmail(notice, { page: page.url, unsubscribe }) };
    }
    case 'sms':
      return { channel: 'sms', delivery, to, text: noticeSms(notice, page.url) };
    case 'webhook':
      return { channel: 'webhook', delivery, to, secret, body: noticeWebhook(notice, claimed.subscriber, page.url) };
    default:
      return claimed.channel satisfies never;
  }
}
