import Telnyx, { APIConnectionError, APIError } from 'telnyx';
import { classifyNetwork } from '../classify-network.ts';
import { classifyTelnyx } from './classify-telnyx.ts';
import { callMs, type Sender, type Sms } from '../channel.ts';

export interface TelnyxOptions {
  /** Of a stand-in, with the version in its path; without it, Telnyx' own. */
  url?: string | undefined;
  apiKey: string;
  from: string;
  /** Has it been proved that a message asked for twice under one key is sent once? */
  isIdempotent?: boolean;
}

const slots = 100;

/**
 * Telnyx, the second way of an SMS. Each delivery carries its own key. Telnyx obeys such keys "on endpoints whose reference declares
 * it", which that of messages does not: until somebody has proved it for an account, what is unknown there may have been sent.
 */
export function createTelnyx({ url, apiKey, from, isIdempotent = false }: TelnyxOptions): Sender<Sms> {
  const client = new Telnyx({ apiKey, maxRetries: 0, timeout: callMs, ...(url ? { baseURL: `${url}/v2` } : {}) });
  return {
    name: 'telnyx',
    channel: 'sms',
    isIdempotent,
    slots,
    leaseMs: 30_000,
    send: async (sms) => {
      try {
        const answer = await client.messages.send({ from, to: sms.to, text: sms.text }, { headers: { 'Idempotency-Key': sms.delivery } });
        return { kind: 'accepted', messageId: answer.data?.id ?? '' };
      } catch (error) {
        if (!(error instanceof APIError) || error instanceof APIConnectionError) return classifyNetwork(error);
        return classifyTelnyx(codeOf(error.error), Number(error.status));
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function codeOf(body: unknown): string {
  const [first] = (body as { errors?: { code?: unknown }[] } | undefined)?.errors ?? [];
  return typeof first?.code === 'string' ? first.code : '';
}
