import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import type { FaultAnswers } from './fault.ts';

const Message = z.object({
  from: z.string().optional(),
  to: z.string().regex(/^\+\d{7,15}$/),
  text: z.string().min(1),
  webhook_url: z.string().optional(),
});

// Keys are remembered for a day; here, as many as a drill can need.
const keysMax = 10_000;

/** Telnyx messages, version 2: a request repeated with its key is answered as before, and sent once. */
export function telnyxApp(store: AcceptedStore): Hono {
  const app = new Hono();
  const answered = new Map<string, unknown>();
  app.post('/v2/messages', async (c) => {
    if (!c.req.header('authorization')?.startsWith('Bearer KEY')) return refusal(401, '10009', 'Authentication failed');
    const key = c.req.header('idempotency-key');
    const before = key && answered.get(key);
    if (before) return Response.json(before);
    const parsed = Message.safeParse(await c.req.json());
    if (!parsed.success) {
      const isNumber = parsed.error.issues.some((issue) => issue.path[0] === 'to');
      return isNumber ? refusal(400, '10002', 'Invalid phone number') : refusal(422, '10015', z.prettifyError(parsed.error));
    }
    const { from = '', to, text } = parsed.data;
    const id = newId();
    store.take({ id, channel: 'sms', to, from, subject: '', text, html: '', headers: {}, delivery: key ?? '' });
    const answer = {
      data: { record_type: 'message', id, from: { phone_number: from }, to: [{ phone_number: to, status: 'queued' }], text },
    };
    if (key) answered.set(key, answer);
    if (answered.size > keysMax) answered.delete(answered.keys().next().value!);
    return c.json(answer);
  });
  return app;
}

export const telnyxFaults: FaultAnswers = {
  '429': () => refusal(429, '10011', 'Too many requests'),
  '5xx': () => refusal(500, '10007', 'Unexpected error'),
};

function refusal(status: number, code: string, title: string): Response {
  return Response.json({ errors: [{ code, title, detail: title }] }, { status });
}
