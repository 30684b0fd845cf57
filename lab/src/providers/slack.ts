import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import { readPost, takeCard } from './chat.ts';
import type { FaultAnswers } from './fault.ts';

const Text = (max: number) =>
  z.object({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('header'), text: Text(150).extend({ type: z.literal('plain_text') }) }),
  z.object({ type: z.literal('section'), text: Text(3_000) }),
  z.object({ type: z.literal('context'), elements: z.array(Text(3_000)).min(1).max(10) }),
  z.object({ type: z.literal('divider') }),
]);
const Payload = z.object({ text: z.string().max(40_000).optional(), blocks: z.array(z.unknown()).max(50).optional() });

/** Slack's incoming webhooks: `ok`, or a word in plain text. What stands last in the address chooses what has become of the channel. */
export function slackApp(store: AcceptedStore): Hono {
  const app = new Hono();
  app.post('/services/:team/:app/:token', async (c) => {
    const fate = fates[c.req.param('token')];
    if (fate) return c.text(fate.word, fate.status);
    const payload = Payload.safeParse(await readPost(c));
    if (!payload.success) return c.text('invalid_payload', 400);
    const { text = '', blocks = [] } = payload.data;
    if (text === '' && blocks.length === 0) return c.text('no_text', 400);
    if (!z.array(Block).safeParse(blocks).success) return c.text('invalid_blocks', 400);
    takeCard(store, c, 'slack', { id: newId(), subject: text, body: payload.data });
    return c.text('ok');
  });
  return app;
}

const fates: Record<string, { word: string; status: 403 | 404 | 410 }> = {
  gone: { word: 'no_service', status: 404 },
  archived: { word: 'channel_is_archived', status: 410 },
  prohibited: { word: 'action_prohibited', status: 403 },
};

export const slackFaults: FaultAnswers = {
  '429': () => new Response('rate_limited', { status: 429, headers: { 'retry-after': '1' } }),
  '5xx': () => new Response('rollup_error', { status: 500 }),
};
