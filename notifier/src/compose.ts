import type { Message } from './channels/channel.ts';
import { createComposers } from './channels/channels.ts';
import type { Addressed } from './channels/composer.ts';
import { signInEmail } from './channels/email/sign-in.ts';
import { toldOf } from './channels/notice.ts';
import { webhookSecret } from './channels/webhook/send.ts';
import type { Leased } from './ledger/ledger.ts';
import { signLink } from './links/token.ts';

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

export function createCompose(options: ComposeOptions): Compose {
  const pageUrlOf = (page: string) => `${options.pagesUrl}/p/${page}`;
  const composers = createComposers(pageUrlOf);
  return (leased) => {
    const { id: delivery, address: to, fanout } = leased;
    if (fanout.fact?.type === 'sign-in-link') return { channel: 'email', delivery, to, ...signInEmail(fanout.fact) };
    const addressed = addressedTo(leased, pageUrlOf(fanout.page), options);
    const told = fanout.fact === null ? undefined : toldOf(fanout.fact);
    const composer = composers[leased.channel];
    if (leased.kind === 'confirmation' || !told) return composer.question(addressed);
    return composer.notice(addressed, { id: fanout.notice, page: fanout.page, pageName: fanout.pageName, at: fanout.at, fact: told });
  };
}

function addressedTo({ id, address, subscriber, fanout }: Leased, pageUrl: string, { key, publicUrl }: ComposeOptions): Addressed {
  const subject = { page: fanout.page, subscription: subscriber };
  return {
    delivery: id,
    to: address,
    subscription: subscriber,
    at: fanout.at,
    page: { id: fanout.page, name: fanout.pageName, url: pageUrl },
    confirmUrl: () => `${publicUrl}/confirm/${signLink(key, 'confirm', subject)}`,
    unsubscribeUrl: () => `${publicUrl}/unsubscribe/${signLink(key, 'unsubscribe', subject)}`,
    secret: () => webhookSecret(key, subscriber),
  };
}
