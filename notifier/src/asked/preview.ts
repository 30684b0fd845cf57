import { idFrom } from '@pharos/core/id';
import type { Sql } from '@pharos/core/outside/postgres';
import type { NotifierAnswers, NotifierQuestion } from '@pharos/resources/delivery/asked';
import { noticeCard } from '../channels/chat/card.ts';
import type { Email, Sms, Webhook } from '../channels/channel.ts';
import { createComposers } from '../channels/channels.ts';
import type { Addressed } from '../channels/composer.ts';
import { noticeIn, plainLooks } from '../channels/notice.ts';
import { policies } from '../channels/policies.ts';
import { segmentsOf } from '../channels/sms/message.ts';
import type { ComposeOptions } from '../compose.ts';
import { pageUrlOf } from '../looks.ts';
import type { NoticeLooks, Region } from '../region.ts';

type Asked = Extract<NotifierQuestion, { what: 'preview' }>;
export type Preview = (asked: Asked) => Promise<NotifierAnswers['preview']>;

export interface PreviewOptions extends Omit<ComposeOptions, 'key'> {
  sql: Sql;
  region: Pick<Region, 'readNoticeLooks'>;
}

// Nobody is written to.
const nobody = idFrom('nobody');

/** Writes what would be sent, by the composers that will write it. */
export function createPreview({ sql, region, publicUrl, pagesUrl }: PreviewOptions): Preview {
  const composers = createComposers();
  const looksOf = async (id: string, { page, components }: Asked): Promise<NoticeLooks> => {
    const looked = { notice: id, page, thing: null, components: components.map((each) => each.id) };
    const looks = (await region.readNoticeLooks(sql, [looked])).get(id) ?? plainLooks;
    const saidOf = new Map(components.map((each) => [each.id, each.status]));
    return { ...looks, affected: looks.affected.map((each) => ({ ...each, status: saidOf.get(each.id) ?? null })) };
  };
  return async (asked) => {
    const { page, pageName, at, title, body, status, impact, opened } = asked;
    // The same text is the same notice: what is costly of it is made once.
    const id = idFrom(JSON.stringify(asked));
    const looks = await looksOf(id, asked);
    const fact = { type: 'incident-updated', incident: nobody, update: id, title, body, status, impact, opened } as const;
    const notice = noticeIn({ id, page, pageName, url: pageUrlOf(page, looks, pagesUrl), at, fact }, looks, asked.language);
    const to: Addressed = {
      delivery: nobody,
      to: '',
      subscription: nobody,
      shape: 'own',
      at,
      page: { id: page, name: pageName, url: notice.url },
      words: notice.words,
      confirmUrl: () => `${publicUrl}/confirm/…`,
      unsubscribeUrl: () => `${publicUrl}/unsubscribe/…`,
      secret: () => '',
    };
    const { subject, text } = composers.email.notice(to, notice) as Email;
    const card = noticeCard(notice, to.unsubscribeUrl());
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
