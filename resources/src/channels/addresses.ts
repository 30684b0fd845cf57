import { Channel } from '@pharos/core/channel';
import type { AddressKind } from './address-kind.ts';
import { discordAddress } from './discord.ts';
import { emailAddress } from './email.ts';
import { googleChatAddress } from './google-chat.ts';
import { slackAddress } from './slack.ts';
import { smsAddress } from './sms.ts';
import { teamsAddress } from './teams.ts';
import { webPushAddress } from './web-push.ts';
import { webhookAddress } from './webhook.ts';

/** The one list of them. */
export const addressKinds: Record<Channel, AddressKind> = {
  email: emailAddress,
  sms: smsAddress,
  webhook: webhookAddress,
  slack: slackAddress,
  teams: teamsAddress,
  discord: discordAddress,
  'google-chat': googleChatAddress,
  'web-push': webPushAddress,
};

/** Channels of which an address is a key: it is shown to nobody again, nor found by its beginning. */
export const secretChannels: readonly Channel[] = Channel.options.filter((channel) => addressKinds[channel].isSecret);

/** What is wrong with an address, or undefined. */
export function addressFault(channel: Channel, address: string, standIns?: readonly string[]): string | undefined {
  const vendor = channel === 'webhook' ? vendorOf(address) : undefined;
  if (vendor && addressKinds[vendor].brand !== undefined)
    return `is a webhook of ${addressKinds[vendor].brand}, which takes its own messages only: subscribe it as ${vendor}`;
  return addressKinds[channel].fault(address, standIns);
}

/** The one way to write an address. */
export function normalAddress(channel: Channel, address: string): string {
  return addressKinds[channel].normal(address);
}

/** What staff see of an address; of one that was forgotten, nothing. */
export function shownAddress(channel: Channel, address: string): string {
  return address === '' ? '' : addressKinds[channel].shown(address);
}

/** By what somebody is told at an address, as far as it says so itself. */
export function channelOf(address: string): Channel {
  return vendorOf(address) ?? (['sms', 'webhook'] as const).find((channel) => addressFault(channel, address) === undefined) ?? 'email';
}

function vendorOf(address: string): Channel | undefined {
  return secretChannels.find((channel) => addressKinds[channel].fault(address) === undefined);
}

/** What somebody types who looks for the beginning of an address: numbers are written in many ways. */
export function normalSearch(text: string): string {
  if (/^(?:\+|00)[\d\s().-]*$/.test(text)) return normalAddress('sms', text);
  const channel = channelOf(text);
  return secretChannels.includes(channel) ? normalAddress(channel, text) : text;
}
