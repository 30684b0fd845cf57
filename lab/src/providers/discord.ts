import type { Clock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import { readPost, takeCard } from './chat.ts';
import type { FaultAnswers } from './fault.ts';

const Embed = z.object({
  title: z.string().max(256).optional(),
  description: z.string().max(4_096).optional(),
  url: z.url().optional(),
  color: z.number().int().min(0).max(0xffffff).optional(),
  timestamp: z.iso.datetime().optional(),
  author: z.object({ name: z.string().min(1).max(256) }).optional(),
  footer: z.object({ text: z.string().max(2_048) }).optional(),
  fields: z
    .array(z.object({ name: z.string().min(1).max(256), value: z.string().min(1).max(1_024), inline: z.boolean().optional() }))
    .max(25)
    .optional(),
});
const Payload = z
  .object({
    content: z.string().max(2_000).optional(),
    embeds: z.array(Embed).max(10).optional(),
    allowed_mentions: z.object({ parse: z.array(z.string()) }).optional(),
  })
  .refine(({ content = '', embeds = [] }) => content !== '' || embeds.length > 0, 'Cannot send an empty message')
  .refine(({ embeds = [] }) => lettersOf(embeds) <= 6_000, 'Embed size exceeds maximum size of 6000');

// One webhook takes so many in so long; then it says when it takes more.
const share = { calls: 5, ms: 2_000 };

/** Discord's webhooks, with their limits beside each answer. A token chooses what has become of the webhook. */
export function discordApp(store: AcceptedStore, clock: Pick<Clock, 'elapsed'>): Hono {
  const app = new Hono();
  const windows = new Map<string, { calls: number; until: number }>();
  app.post('/api/webhooks/:id/:token', async (c) => {
    const { id, token } = c.req.param();
    if (token === 'gone') return c.json({ message: 'Unknown Webhook', code: 10_015 }, 404);
    if (token === 'revoked') return c.json({ message: 'Invalid Webhook Token', code: 50_027 }, 401);
    const now = clock.elapsed();
    const before = windows.get(id);
    const current = before && before.until > now ? before : { calls: 0, until: now + share.ms };
    const leftS = ((current.until - now) / 1_000).toFixed(3);
    if (current.calls >= share.calls) return limited(Number(leftS), false);
    windows.set(id, { ...current, calls: current.calls + 1 });
    c.header('x-ratelimit-limit', String(share.calls));
    c.header('x-ratelimit-remaining', String(share.calls - current.calls - 1));
    c.header('x-ratelimit-reset-after', leftS);
    const payload = Payload.safeParse(await readPost(c));
    if (!payload.success) return c.json({ message: 'Invalid Form Body', code: 50_035, errors: z.flattenError(payload.error) }, 400);
    const message = newId();
    takeCard(store, c, 'discord', { id: message, subject: payload.data.embeds?.[0]?.title ?? '', body: payload.data });
    return c.req.query('wait') === 'true' ? c.json({ id: message, type: 0, embeds: payload.data.embeds }) : c.body(null, 204);
  });
  return app;
}

export const discordFaults: FaultAnswers = {
  '429': () => limited(1, true),
  '5xx': () => Response.json({ message: '500: Internal Server Error', code: 0 }, { status: 500 }),
};

function limited(seconds: number, isGlobal: boolean): Response {
  const headers = {
    'retry-after': String(Math.ceil(seconds)),
    'x-ratelimit-scope': isGlobal ? 'global' : 'user',
    ...(isGlobal && { 'x-ratelimit-global': 'true' }),
  };
  return Response.json({ message: 'You are being rate limited.', retry_after: seconds, global: isGlobal }, { status: 429, headers });
}

function lettersOf(embeds: z.infer<typeof Embed>[]): number {
  const texts = embeds.flatMap(({ title, description, author, footer, fields = [] }) => [
    title,
    description,
    author?.name,
    footer?.text,
    ...fields.flatMap(({ name, value }) => [name, value]),
  ]);
  return texts.join('').length;
}
