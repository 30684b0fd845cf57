import twilio from 'twilio';
import { z } from 'zod';
import { classifyTwilioLater } from './classify-twilio.ts';
import type { ProviderNews } from '../../callbacks/news.ts';
import { isFarewell } from './stop-words.ts';
import type { Written } from './telnyx-callback.ts';

const Callback = z.object({
  MessageSid: z.string().min(1).max(64),
  MessageStatus: z.string().max(32),
  ErrorCode: z.coerce.number().int().optional(),
});

export interface TwilioCallback {
  authToken: string;
  /** The whole address Twilio was told to call, as it saw it: the signature is over it. */
  url: string;
  signature: string;
  body: string;
}

/** What Twilio says of a message it accepted; undefined when it is not Twilio who says it, or nothing we know. */
export function readTwilioCallback({ authToken, url, signature, body }: TwilioCallback): ProviderNews | undefined {
  const form = Object.fromEntries(new URLSearchParams(body));
  if (!twilio.validateRequest(authToken, signature, url, form)) return undefined;
  const parsed = Callback.safeParse(form);
  const delivery = z.uuid().safeParse(new URL(url).searchParams.get('delivery'));
  if (!parsed.success || !delivery.success) return undefined;
  const { MessageSid, MessageStatus, ErrorCode = 0 } = parsed.data;
  const news = { provider: 'twilio', event: `${MessageSid}:${MessageStatus}`, delivery: delivery.data, messageId: MessageSid };
  switch (MessageStatus) {
    case 'delivered':
    case 'read':
      return { ...news, state: 'delivered' };
    case 'failed':
    case 'undelivered': {
      const { class: failureClass, code, suppress } = classifyTwilioLater(ErrorCode);
      return { ...news, state: 'failed', class: failureClass, code, ...(suppress ? { suppress } : {}) };
    }
    default:
      return { ...news, state: 'accepted' };
  }
}

const Inbound = z.object({ From: z.string().max(32), Body: z.string().default(''), OptOutType: z.string().optional() });

/** What somebody wrote to our number, as Twilio hands it on; `forged` when it is not Twilio who says it. */
export function readTwilioInbound({ authToken, url, signature, body }: TwilioCallback): Written | 'forged' | undefined {
  const form = Object.fromEntries(new URLSearchParams(body));
  if (!twilio.validateRequest(authToken, signature, url, form)) return 'forged';
  const parsed = Inbound.safeParse(form);
  if (!parsed.success) return undefined;
  const { From, Body, OptOutType } = parsed.data;
  return { from: From, isFarewell: OptOutType === 'STOP' || isFarewell(Body) };
}
