import type { Webhook } from '../channel.ts';
import type { ChannelRoom } from '../room.ts';
import { confirmationWebhook, noticeWebhook } from './message.ts';
import { createWebhook } from './send.ts';
import { statuspageWebhook } from './statuspage.ts';

export interface WebhookSettings {
  webhooks: { privateNetworks: string[] };
}

export const webhook: ChannelRoom<WebhookSettings, Webhook> = {
  senders: ({ webhooks }, clock) => [createWebhook({ clock, ...webhooks })],
  composer: () => ({
    question: ({ delivery, to, page, at, subscription, confirmUrl, secret }) => ({
      channel: 'webhook',
      delivery,
      to,
      secret: secret(),
      body: confirmationWebhook({ page, at, subscription, confirmUrl: confirmUrl(), secret: secret() }),
    }),
    notice: ({ delivery, to, subscription, shape, secret, unsubscribeUrl }, notice) => ({
      channel: 'webhook',
      delivery,
      to,
      secret: secret(),
      body:
        shape === 'statuspage' && notice.statuspage
          ? statuspageWebhook(notice.statuspage, notice.at, unsubscribeUrl(), notice.url)
          : noticeWebhook(notice, subscription),
    }),
  }),
};
