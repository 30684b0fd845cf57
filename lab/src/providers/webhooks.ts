import { Hono } from 'hono';
import type { AcceptedStore } from './accepted.ts';
import type { FaultAnswers } from './fault.ts';

/** Does the signature hold for what was sent? Given by whoever knows the secrets. */
export type VerifyWebhook = (headers: Record<string, string>, body: string) => boolean;

// Larger than any notice of ours; a sink must not be filled by one request.
const bodyMax = 64 * 1024;

/** Somebody's own machine: takes any POST under `/hooks/`, and answers 410 under `/gone/` as one that has moved away. */
export function webhooksApp(store: AcceptedStore, verify: VerifyWebhook): Hono {
  const app = new Hono();
  app.post('/hooks/:name', async (c) => {
    const body = await c.req.text();
    if (body.length > bodyMax) return c.json({ error: 'too large' }, 413);
    const headers = c.req.header();
    store.take({
      id: headers['webhook-id'] ?? '',
      channel: 'webhook',
      to: c.req.url,
      from: headers['user-agent'] ?? '',
      subject: typeOf(body),
      text: body,
      html: '',
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('webhook-'))),
      delivery: headers['webhook-id'] ?? '',
      isSigned: verify(headers, body),
    });
    return c.json({ ok: true });
  });
  app.all('/gone/:name', (c) => c.json({ error: 'gone' }, 410));
  return app;
}

export const webhookFaults: FaultAnswers = {
  '429': () => Response.json({ error: 'slow down' }, { status: 429, headers: { 'retry-after': '1' } }),
  '5xx': () => Response.json({ error: 'broken' }, { status: 500 }),
};

function typeOf(body: string): string {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    return typeof type === 'string' ? type : 'webhook';
  } catch {
    return 'not JSON';
  }
}
