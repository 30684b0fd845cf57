import type { Context } from 'hono';
import type { Accepted, AcceptedStore } from './accepted.ts';

// Larger than any card of ours; a sink must not be filled by one request.
const bodyMax = 64 * 1024;

/** What was posted, as JSON; undefined where it is none, or too large for anybody. */
export async function readPost(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (Buffer.byteLength(text) > bodyMax) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Keeps a card, as the people in the room would see it. */
export function takeCard(
  store: AcceptedStore,
  c: Context,
  channel: Accepted['channel'],
  card: { id: string; subject: string; body: unknown },
): void {
  const { id, subject, body } = card;
  const from = c.req.header('user-agent') ?? '';
  store.take({ id, channel, to: c.req.url, from, subject, text: JSON.stringify(body), html: '', headers: {}, delivery: '' });
}
