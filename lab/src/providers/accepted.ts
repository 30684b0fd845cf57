import type { Channel } from '@pharos/core/channel';

/** Those of them that play chat services: each takes webhooks of its own. */
export const chatNames = ['slack', 'teams', 'discord', 'googlechat'] as const;
/** Whose addresses are taken in the lab only, as those of the services that they play. */
export const standInNames = [...chatNames, 'push'] as const;
export type ChatName = (typeof chatNames)[number];
export const providerNames = ['ses', 'sendgrid', 'twilio', 'telnyx', 'webhooks', ...standInNames] as const;
export type ProviderName = (typeof providerNames)[number];

/** What a stand-in took and answered for, as the person at the other end would see it. */
export interface Accepted {
  id: string;
  provider: ProviderName;
  channel: Channel;
  at: string;
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  /** Our own name of the delivery, where the provider carries one: tells a repetition from a second message. */
  delivery: string;
  /** Webhooks: did the signature hold? */
  isSigned?: boolean;
}

export interface AcceptedStore {
  take(message: Omit<Accepted, 'at' | 'provider'>): void;
  /** All that was ever accepted since the last clearing, also what is no longer kept. */
  count(): number;
  /** Newest first. */
  messages(): Accepted[];
  clear(): void;
}

// A drill of ten thousand is looked through in the page; a load test of millions only counts.
const keptMax = 20_000;

export function createAcceptedStore(provider: ProviderName, now: () => number, onTaken: () => void): AcceptedStore {
  let kept: Accepted[] = [];
  let count = 0;
  return {
    take: (message) => {
      count += 1;
      kept.push({ ...message, provider, at: new Date(now()).toISOString() });
      if (kept.length > keptMax) kept = kept.slice(-keptMax / 2);
      onTaken();
    },
    count: () => count,
    messages: () => kept.toReversed(),
    clear: () => {
      kept = [];
      count = 0;
      onTaken();
    },
  };
}
