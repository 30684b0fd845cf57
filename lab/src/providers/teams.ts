import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import { readPost, takeCard } from './chat.ts';
import type { FaultAnswers } from './fault.ts';

// Teams refuses larger cards; a workflow says nothing of that, as it has answered before.
const cardBytesMax = 28 * 1_024;
const Card = z.object({
  type: z.literal('AdaptiveCard'),
  version: z.string().regex(/^1\.[0-5]$/),
  fallbackText: z.string().optional(),
  body: z.array(z.looseObject({ type: z.enum(['TextBlock', 'FactSet', 'Container', 'ColumnSet']) })).min(1),
  actions: z
    .array(z.object({ type: z.literal('Action.OpenUrl'), title: z.string().min(1), url: z.url() }))
    .max(6)
    .optional(),
});
const Payload = z.object({
  type: z.literal('message'),
  attachments: z
    .array(z.object({ contentType: z.literal('application/vnd.microsoft.card.adaptive'), contentUrl: z.null().optional(), content: Card }))
    .length(1),
});

/**
 * Both kinds of address that take cards for Teams: workflows, which answer 202 at once, and the connectors before them, which answer 200
 * whatever Teams has said. What is signed, or stands last, chooses what has become of it.
 */
export function teamsApp(store: AcceptedStore): Hono {
  const app = new Hono();
  app.post('/workflows/:flow/triggers/:trigger/paths/invoke', async (c) => {
    const signature = c.req.query('sig');
    if (signature === undefined) return refusal(401, 'DirectApiAuthorizationRequired');
    const fate = fates[signature];
    if (fate) return refusal(fate.status, fate.code);
    const body = await readPost(c);
    const payload = Payload.safeParse(body);
    if (!payload.success) return refusal(400, 'TriggerInputSchemaMismatch');
    const run = newId();
    // Too large a card fails in the workflow, after the answer: nobody sees it.
    if (Buffer.byteLength(JSON.stringify(body)) <= cardBytesMax) take(c, run, payload.data);
    return c.body(null, 202, { 'x-ms-workflow-run-id': run });
  });
  app.post('/webhookb2/:group/IncomingWebhook/:name/:token', async (c) => {
    if (c.req.param('token') === 'busy') return c.text(failed(429));
    if (c.req.param('token') === 'gone') return c.text(failed(404));
    const payload = Payload.safeParse(await readPost(c));
    if (!payload.success) return c.text('Summary or Text is required.', 400);
    take(c, newId(), payload.data);
    return c.text('1');
  });
  const take = (c: Parameters<typeof takeCard>[1], id: string, payload: z.infer<typeof Payload>) =>
    takeCard(store, c, 'teams', { id, subject: payload.attachments[0]!.content.fallbackText ?? '', body: payload });
  return app;
}

const fates: Record<string, { status: number; code: string }> = {
  gone: { status: 404, code: 'WorkflowNotFound' },
  off: { status: 400, code: 'WorkflowTriggerIsNotEnabled' },
};

export const teamsFaults: FaultAnswers = {
  '429': () => refusal(429, 'WorkflowRunsThrottled', { 'retry-after': '1' }),
  '5xx': () => refusal(500, 'InternalServerError'),
};

function refusal(status: number, code: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: { code, message: code } }, { status, headers });
}

function failed(status: number): string {
  return `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId tcid=0.`;
}
