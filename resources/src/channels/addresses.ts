import type { Channel } from '@pharos/core/channel';
import type { AddressKind } from './address-kind.ts';
import { emailAddress } from './email.ts';
import { smsAddress } from './sms.ts';
import { webhookAddress } from './webhook.ts';

export const addressKinds: Record<Channel, AddressKind> = { email: emailAddress, sms: smsAddress, webhook: webhookAddress };

/** What is wrong with an address, or undefined. */
export function addressFault(channel: Channel, address: string): string | undefined {
  return addressKinds[channel].fault(address);
}

/** The one way to write an address. */
export function normalAddress(channel: Channel, address: string): string {
  return addressKinds[channel].normal(address);
}

/** What somebody types who looks for the beginning of an address: numbers are written in many ways. */
export function normalSearch(text: string): string {
  return /^(?:\+|00)[\d\s().-]*$/.test(text) ? normalAddress('sms', text) : text;
}
