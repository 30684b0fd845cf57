import type { ChatChannel, ChatPost } from '../channel.ts';
import type { Addressed } from '../composer.ts';
import type { Notice } from '../notice.ts';
import type { ChannelRoom } from '../room.ts';
import { noticeCard, questionCard, type Card } from './card.ts';
import { createChatSender, type ChatOptions } from './send.ts';

export interface ChatSettings {
  webhooks: { privateNetworks: string[] };
}

export interface ChatService extends Omit<ChatOptions, 'clock' | 'privateNetworks'> {
  channel: ChatChannel;
  /** A card in the service's own shape; of a question there is no notice. */
  bodyOf(card: Card, notice?: Notice): unknown;
}

/** The folder of one chat service says how it is asked, what its answers mean, and how its cards look. The rest is the same for all. */
export function chatRoom({ channel, bodyOf, ...asked }: ChatService): ChannelRoom<ChatSettings, ChatPost> {
  const post = ({ delivery, to }: Addressed, card: Card, notice?: Notice): ChatPost => ({
    channel,
    delivery,
    to,
    body: JSON.stringify(bodyOf(card, notice)),
  });
  return {
    senders: ({ webhooks }, clock) => [createChatSender({ channel, clock, ...webhooks, ...asked })],
    composer: () => ({
      question: (to) => post(to, questionCard(to.words, to.page.name, to.confirmUrl())),
      notice: (to, notice) => post(to, noticeCard(notice, to.unsubscribeUrl()), notice),
    }),
  };
}
