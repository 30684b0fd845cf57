import type { WebPush } from '../channel.ts';
import type { Addressed } from '../composer.ts';
import type { ChannelRoom } from '../room.ts';
import { noticePush, questionPush, type Push } from './message.ts';
import { createWebPush, type VapidKeys } from './send.ts';

export interface WebPushSettings {
  webhooks: { privateNetworks: string[] };
  /** None: no browser is told. */
  vapid?: VapidKeys | undefined;
}

export const webPush: ChannelRoom<WebPushSettings, WebPush> = {
  senders: ({ webhooks, vapid }, clock) => [createWebPush({ clock, vapid, ...webhooks })],
  composer: () => ({
    question: (to) => push(to, questionPush(to.words, to.page, to.confirmUrl(), to.unsubscribeUrl())),
    notice: (to, notice) => push(to, noticePush(notice, to.unsubscribeUrl())),
  }),
};

function push({ delivery, to }: Addressed, { text, urgency, topic }: Push): WebPush {
  return { channel: 'web-push', delivery, to, text: JSON.stringify(text), urgency, topic };
}
