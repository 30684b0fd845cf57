import type { Message } from './channels/channel.ts';
import { webhookSecret } from './channels/webhook.ts';
import type { Leased } from './ledger/ledger.ts';
import { signLink } from './links/token.ts';
import { confirmationEmail, noticeEmail, proseOf, type Prose } from './message/email.ts';
import { toldOf, type Notice } from './message/notice.ts';
import { signInEmail } from './message/sign-in.ts';
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

/** Writes the message of one delivery: the same bytes each time it is asked for, so that a repetition is one. */
export type Compose = (leased: Leased) => Message;

// A lease's deliveries are of few notices, and the next lease's mostly of the same. Each of these may be some hundred thousand letters.
const keptMax = 32;

/** What an author wrote is rendered once for each notice and channel, however many people are sent it. */
export function createCompose(options: ComposeOptions): Compose {
  const proses = keepLast((notice: Notice) => proseOf(notice));
  const texts = keepLast((notice: Notice) => noticeSms(notice, pageUrlOf(options, notice.page)));
  return (leased) => compose(leased, options, proses, texts);
}

function keepLast<T>(make: (notice: Notice) => T): (notice: Notice) => T {
  const kept = new Map<string, T>();
  return (notice) => {
    const value = kept.get(notice.id) ?? make(notice);
    kept.delete(notice.id); // moves to the end: the longest unused is let go first
    kept.set(notice.id, value);
    if (kept.size > keptMax) kept.delete(kept.keys().next().value!);
    return value;
  };
}

function pageUrlOf({ pagesUrl }: ComposeOptions, page: string): string {
  return `${pagesUrl}/p/${page}`;
}

function compose(leased: Leased, options: ComposeOptions, prose: (notice: Notice) => Prose, text: (notice: Notice) => string): Message {
  const { key, publicUrl } = options;
  const { id: delivery, address: to, fanout } = leased;
  const subject = { page: fanout.page, subscription: leased.subscriber };
  const page = { id: fanout.page, name: fanout.pageName, url: pageUrlOf(options, fanout.page) };
  const secret = webhookSecret(key, leased.subscriber);
  const { fact } = fanout;
  if (fact?.type === 'sign-in-link') return { channel: 'email', delivery, to, ...signInEmail(fact) };
  const told = fact === null ? undefined : toldOf(fact);
  if (leased.kind === 'confirmation' || !told) {
    const url = `${publicUrl}/confirm/${signLink(key, 'confirm', subject)}`;
    switch (leased.channel) {
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
          body: confirmationWebhook({ page, at: fanout.at, subscription: leased.subscriber, confirmUrl: url, secret }),
        };
      default:
        return leased.channel satisfies never;
    }
  }
  const notice: Notice = { id: fanout.notice, page: fanout.page, pageName: fanout.pageName, at: fanout.at, fact: told };
  switch (leased.channel) {
    case 'email': {
      const unsubscribe = `${publicUrl}/unsubscribe/${signLink(key, 'unsubscribe', subject)}`;
      return { channel: 'email', delivery, to, ...noticeEmail(notice, { page: page.url, unsubscribe }, prose(notice)) };
    }
    case 'sms':
      return { channel: 'sms', delivery, to, text: text(notice) };
    case 'webhook':
      return { channel: 'webhook', delivery, to, secret, body: noticeWebhook(notice, leased.subscriber, page.url) };
    default:
      return leased.channel satisfies never;
  }
}
