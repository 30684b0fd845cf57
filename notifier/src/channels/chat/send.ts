import type { Clock } from '@pharos/core/clock';
import { request } from 'undici';
import { failure, type Outcome } from '../../outcome.ts';
import { connectMs, type ChatChannel, type ChatPost, type Sender } from '../channel.ts';
import { classifyNetwork, isGatewayStatus } from '../classify-network.ts';
import { createGuardedAgent, isBlocked, webhookUrlTrouble } from '../guarded/guard.ts';
import { limitFromSocket } from '../guarded/limit-from-socket.ts';
import { reachOf } from '../guarded/private-networks.ts';
import { parseRetryAfter } from '../guarded/retry-after.ts';

/** What a chat service answered; its text is read only as far as any of them says something by it. */
export interface ChatAnswer {
  status: number;
  header(name: string): string | undefined;
  text: string;
}

export interface ChatOptions {
  channel: ChatChannel;
  clock: Clock;
  /** Networks that are reached although they are private: where a lab has its stand-ins. */
  privateNetworks: string[];
  classify(answer: ChatAnswer, now: number): Outcome;
  /** Where a post goes, if not to the very address. */
  urlOf?(address: string): string;
}

// Services answer when the message stands in the room; workflows of Teams take some seconds.
const callMs = 10_000;
// One host serves the rooms of all tenants.
const perHost = 40;
const slots = 200;
const answerMax = 16 * 1024;

/** Posts into rooms of one chat service. The address is the key to the room: nothing of it is told to anybody, nor logged. */
export function createChatSender({
  channel,
  clock,
  privateNetworks,
  classify,
  urlOf = (address) => address,
}: ChatOptions): Sender<ChatPost> {
  const mayReach = reachOf(privateNetworks);
  const agent = createGuardedAgent({ mayReach, connectMs, perHostMax: perHost });
  const dispatcher = agent.compose(limitFromSocket(callMs));
  return {
    name: channel,
    channel,
    isIdempotent: false,
    slots,
    perHost,
    leaseMs: 60_000,
    send: async ({ to, body }) => {
      const trouble = webhookUrlTrouble(to, mayReach);
      if (trouble) return failure('recipient', `url: ${trouble}`, { suppress: 'blocked-address' });
      try {
        const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Pharos-Webhooks/1' };
        const answer = await request(urlOf(to), { dispatcher, method: 'POST', body, headers });
        const header = (name: string) => [answer.headers[name]].flat()[0];
        return classify({ status: answer.statusCode, header, text: await textOf(answer.body) }, clock.now());
      } catch (error) {
        if (isBlocked(error)) return failure('recipient', 'blocked-address', { suppress: 'blocked-address' });
        return classifyNetwork(error);
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

// The status has come: whatever becomes of the rest, it is known what it says.
export async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      if ((bytes += chunk.length) >= answerMax) break;
    }
  } catch {
    // cut off in the middle
  }
  return Buffer.concat(chunks).toString().slice(0, answerMax);
}

/** What every service means by a status that is none of its own: `code` says more than the number, where it says it. */
export function classifyChatStatus({ status, header }: ChatAnswer, code: string, now: number): Outcome {
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(header('retry-after'), now);
    return failure('throttled', code, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (isGatewayStatus(status)) return failure('unknown', code);
  if (status >= 500) return failure('transient', code);
  if (status === 400 || status === 413) return failure('message', code, { isOneRefusal: true });
  if (status === 404 || status === 410) return failure('recipient', code, { suppress: 'gone' });
  if (status === 401 || status === 403) return failure('recipient', code);
  // A redirect leads away from the service; and what nobody has documented is looked at by a person.
  return failure('refused', code, { isUnclassified: true, isOneRefusal: true });
}

/** What a service calls its answer, if that is a word or a number: what strangers can put into it is never kept. */
export function wordOf(text: unknown, status: number): string {
  const word = typeof text === 'number' ? String(text) : typeof text === 'string' ? text.trim() : '';
  return /^[\w.:-]{1,60}$/.test(word) ? word : String(status);
}

export function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
