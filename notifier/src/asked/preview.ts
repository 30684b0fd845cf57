import { idFrom } from '@pharos/core/id';
import type { NotifierAnswers, NotifierQuestion } from '@pharos/resources/delivery/asked';
import { noticeCard } from '../channels/chat/card.ts';
import type { Email, Sms, Webhook } from '../channels/channel.ts';
import { createComposers } from '../channels/channels.ts';
import type { Addressed } from '../channels/composer.ts';
import type { Notice } from '../channels/notice.ts';
import { policies } from '../channels/policies.ts';
import { segmentsOf } from '../channels/sms/message.ts';
import type { ComposeOptions } from '../compose.ts';

type Asked = Extract<NotifierQuestion, { what: 'preview' }>;
export type Preview = (asked: Asked) => NotifierAnswers['preview'];

// Nobody is written to.
const nobody = idFrom('nobody');

/** Writes what would be sent, by the composers that will write it. */
export function createPreview({ publicUrl, pagesUrl }: Omit<ComposeOptions, 'key'>): Preview {
  const pageUrlOf = (page: string) => `${pagesUrl}/p/${page}`;
  const composers = createComposers(pageUrlOf);
  return (asked) => {
    const { page, pageName, at, title, body, status, impact, opened } = asked;
    // The same text is the same notice: what is costly of it is made once.
    const id = idFrom(JSON.stringify(asked));
    const fact = { type: 'incident-updated', incident: nobody, update: id, title, body, status, impact, opened } as const;
    const notice: Notice = { id, page, pageName, at, fact };
    const to: Addressed = {
      delivery: nobody,
      to: '',
      subscription: nobody,
      at,
      page: { id: page, name: pageName, url: pageUrlOf(page) },
      confirmUrl: () => `${publicUrl}/confirm/…`,
      unsubscribeUrl: () => `${publicUrl}/unsubscribe/…`,
      secret: () => '',
    };
    const { subject, text } = composers.email.notice(to, notice) as Email;
    const card = noticeCard(notice, { page: to.page.url, unsubscribe: to.unsubscribeUrl() });
    const sms = (composers.sms.notice(to, notice) as Sms).text;
    return {
      email: { subject, text },
      sms: { text: sms, segments: segmentsOf(sms), isSent: policies.sms.isTold(fact) },
      chat: {
        summary: card.summary,
        title: `${card.word}: ${card.title}`,
        text: card.text,
        facts: card.facts.map(({ name, value }) => `${name}: ${value}`),
      },
      webhook: { body: (composers.webhook.notice(to, notice) as Webhook).body },
    };
  };
}
