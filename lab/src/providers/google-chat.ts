import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import { readPost, takeCard } from './chat.ts';
import type { FaultAnswers } from './fault.ts';

const bytesMax = 32_000;
const Widget = z.union([
  z.strictObject({ textParagraph: z.object({ text: z.string().min(1) }) }),
  z.strictObject({ decoratedText: z.object({ topLabel: z.string().optional(), text: z.string().min(1) }) }),
  z.strictObject({
    buttonList: z.object({
      buttons: z.array(z.object({ text: z.string().min(1), onClick: z.object({ openLink: z.object({ url: z.url() }) }) })).min(1),
    }),
  }),
]);
const Payload = z.strictObject({
  text: z.string().optional(),
  fallbackText: z.string().optional(),
  cardsV2: z
    .array(
      z.object({
        cardId: z.string().min(1),
        card: z.strictObject({
          header: z.object({ title: z.string().min(1), subtitle: z.string().optional() }),
          sections: z.array(z.object({ widgets: z.array(Widget).min(1).max(100) })).min(1),
        }),
      }),
    )
    .min(1),
  thread: z.object({ threadKey: z.string().min(1).max(4_000) }).optional(),
});

/** Google Chat's webhooks: a message answers with its name and its thread. A token chooses what has become of the webhook. */
export function googleChatApp(store: AcceptedStore): Hono {
  const app = new Hono();
  app.post('/v1/spaces/:space/messages', async (c) => {
    const { space } = c.req.param();
    const { key, token, messageReplyOption } = c.req.query();
    if (!key || !token) return refusal(401, 'UNAUTHENTICATED');
    if (token === 'gone') return refusal(404, 'NOT_FOUND');
    if (token === 'revoked') return refusal(403, 'PERMISSION_DENIED');
    const body = await readPost(c);
    const payload = Payload.safeParse(body);
    if (!payload.success || Buffer.byteLength(JSON.stringify(body)) > bytesMax) return refusal(400, 'INVALID_ARGUMENT');
    const id = newId();
    takeCard(store, c, 'google-chat', { id, subject: payload.data.fallbackText ?? '', body: payload.data });
    // Without the option the thread that was named is passed over.
    const thread = messageReplyOption === undefined ? id : (payload.data.thread?.threadKey ?? id);
    return c.json({ name: `spaces/${space}/messages/${id}`, thread: { name: `spaces/${space}/threads/${thread}` } });
  });
  return app;
}

export const googleChatFaults: FaultAnswers = {
  '429': () => refusal(429, 'RESOURCE_EXHAUSTED'),
  '5xx': () => refusal(500, 'INTERNAL'),
};

function refusal(code: number, status: string): Response {
  return Response.json({ error: { code, message: status, status } }, { status: code });
}
