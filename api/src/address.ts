import { z } from 'zod';
import { assertNever } from '@pharos/core/assert-never';
import type { Channel } from '@pharos/core/channel';

/** What is wrong with an address, or undefined. */
export function addressFault(channel: Channel, address: string): string | undefined {
  switch (channel) {
    case 'email':
      return z.email().max(254).safeParse(address.trim()).success ? undefined : 'is not an email address';
    case 'sms':
      return /^\+[1-9]\d{6,14}$/.test(normalAddress('sms', address))
        ? undefined
        : 'is not a phone number with country code, like +491701234567';
    case 'webhook':
      return isHttp(address) ? undefined : 'is not an http or https address';
    default:
      return assertNever(channel);
  }
}

/** The one way to write an address, so that it is known again: the person gets one message, not two. */
export function normalAddress(channel: Channel, address: string): string {
  switch (channel) {
    case 'email': {
      const trimmed = address.trim();
      const at = trimmed.lastIndexOf('@');
      return trimmed.slice(0, at) + trimmed.slice(at).toLowerCase(); // the part before may know its capitals
    }
    case 'sms':
      return address.replaceAll(/[\s().-]/g, '').replace(/^00/, '+');
    case 'webhook':
      return isHttp(address) ? new URL(address).href : address;
    default:
      return assertNever(channel);
  }
}

/** What somebody types who looks for the beginning of an address: numbers are written in many ways. */
export function normalSearch(text: string): string {
  return /^(?:\+|00)[\d\s().-]*$/.test(text) ? normalAddress('sms', text) : text;
}

function isHttp(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}
