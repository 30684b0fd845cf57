import type { Message } from './channels/channel.ts';
import { createComposers } from './channels/channels.ts';
import type { Addressed } from './channels/composer.ts';
import { signInEmail } from './channels/email/sign-in.ts';
import { noticeIn, plainLooks, toldOf } from './channels/notice.ts';
import { webhookSecret } from './channels/webhook/send.ts';
import type { Leased } from './ledger/ledger.ts';
import { signLink } from './links/token.ts';
import { pageUrlOf, type Looks } from './looks.ts';
import { wordsFor } from './words/all.ts';

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
  const composers = createComposers();
  return (leased) => {
    const { id: delivery, address: to, fanout } = leased;
    if (fanout.fact?.type === 'sign-in-link') return { channel: 'email', delivery, to, ...signInEmail(fanout.fact) };
    const looks = fanout.looks ?? plainLooks;
    const addressed = addressedTo(leased, looks, options);
    const told = fanout.fact === null ? undefined : toldOf(fanout.fact);
    const composer = composers[leased.channel];
    if (leased.kind === 'confirmation' || !told) return composer.question(addressed);
    const { notice: id, page, pageName, at } = fanout;
    const said = { id, page, pageName, url: addressed.page.url, at, fact: told };
    return composer.notice(addressed, noticeIn(said, looks, leased.language));
  };
}

function addressedTo({ id, address, subscriber, language, shape, fanout }: Leased, looks: Looks, options: ComposeOptions): Addressed {
  const { key, publicUrl, pagesUrl } = options;
  const subject = { page: fanout.page, subscription: subscriber };
  return {
    delivery: id,
    to: address,
    subscription: subscriber,
    shape,
    at: fanout.at,
    page: { id: fanout.page, name: fanout.pageName, url: pageUrlOf(fanout.page, looks, pagesUrl) },
    words: wordsFor(language ?? looks.language),
    confirmUrl: () => `${publicUrl}/confirm/${signLink(key, 'confirm', subject)}`,
    unsubscribeUrl: () => `${publicUrl}/unsubscribe/${signLink(key, 'unsubscribe', subject)}`,
    secret: () => webhookSecret(key, subscriber),
  };
}
