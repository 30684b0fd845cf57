import type { Channel } from '@pharos/core/channel';
import type { Clock } from '@pharos/core/clock';
import type { Message, Sender } from './channel.ts';
import type { Composer } from './composer.ts';
import { email, type EmailOptions } from './email/email.ts';
import type { ChannelRoom } from './room.ts';
import { discord } from './discord/discord.ts';
import { googleChat } from './google-chat/google-chat.ts';
import { slack } from './slack/slack.ts';
import { sms, type SmsOptions } from './sms/sms.ts';
import { teams } from './teams/teams.ts';
import { webPush, type WebPushSettings } from './web-push/web-push.ts';
import { webhook, type WebhookSettings } from './webhook/webhook.ts';

export type ProvidersOptions = EmailOptions & SmsOptions & WebhookSettings & WebPushSettings;

/** The one list of them. A channel that is added here is sent, tried, composed and counted as all others. */
export const rooms = { email, sms, webhook, slack, teams, discord, 'google-chat': googleChat, 'web-push': webPush } satisfies Record<
  Channel,
  unknown
>;

export const channelNames = Object.keys(rooms) as Channel[];

/** Who brings what, the preferred one first. */
export function createSenders(options: ProvidersOptions, clock: Clock): Record<Channel, Sender[]> {
  return ofEach((room) => room.senders(options, clock));
}

export function createComposers(): Record<Channel, Composer> {
  return ofEach((room) => room.composer());
}

function ofEach<T>(make: (room: ChannelRoom<ProvidersOptions, Message>) => T): Record<Channel, T> {
  const made = channelNames.map((name) => [name, make(rooms[name] as ChannelRoom<ProvidersOptions, Message>)] as const);
  return Object.fromEntries(made) as Record<Channel, T>;
}
