import type { Outcome } from '../outcome.ts';

// What a provider that is well answers in a tenth of; and short enough that the fallback has it within five seconds, on a busy day too.
export const callMs = 3_000;
// A connection stands in one round trip, or not at all.
export const connectMs = 2_000;

export interface Email {
  channel: 'email';
  /** Our name of the delivery; goes along with the message, so that what the provider says later can be told apart. */
  delivery: string;
  to: string;
  fromName: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

export interface Sms {
  channel: 'sms';
  delivery: string;
  to: string;
  text: string;
}

export interface Webhook {
  channel: 'webhook';
  delivery: string;
  to: string;
  body: string;
  secret: string;
}

/** What goes into a room of a chat service by its webhook, in that service's own shape. */
export interface ChatPost {
  channel: ChatChannel;
  delivery: string;
  to: string;
  body: string;
}

export type ChatChannel = 'slack' | 'teams' | 'discord' | 'google-chat';

/** To a browser, readable by it alone. */
export interface WebPush {
  channel: 'web-push';
  delivery: string;
  /** Where its vendor takes messages for it, and behind `#` its keys. */
  to: string;
  text: string;
  urgency: 'low' | 'normal' | 'high';
  topic: string;
}

export type Message = Email | Sms | Webhook | ChatPost | WebPush;

/** One provider of one channel. `send` never throws for what a provider or a network does: that is an outcome. */
export interface Sender<T extends Message = Message> extends AsyncDisposable {
  name: string;
  channel: T['channel'];
  /** Asked twice with the same delivery, does it send once? */
  isIdempotent: boolean;
  /** How many calls may be under way at once. */
  slots: number;
  /** Of them at one machine; none: as many. */
  perHost?: number;
  /** A lease is held this long at least: longer than any call can take. */
  leaseMs: number;
  send(message: T): Promise<Outcome>;
}
