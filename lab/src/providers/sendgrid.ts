import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import type { FaultAnswers } from './fault.ts';

const Address = z.object({ email: z.string().min(3), name: z.string().optional() });
const texts = z.record(z.string(), z.string()).default({});

const Mail = z.object({
  from: Address,
  subject: z.string().default(''),
  personalizations: z
    .array(z.object({ to: z.array(Address).min(1), subject: z.string().optional(), headers: texts, custom_args: texts }))
    .min(1)
    .max(1000),
  content: z.array(z.object({ type: z.string(), value: z.string().min(1) })).min(1),
  headers: texts,
  custom_args: texts,
});

/** SendGrid, version 3: one request for many people, refused whole when one of them stands in it twice. */
export function sendgridApp(store: AcceptedStore): Hono {
  const app = new Hono();
  app.post('/v3/mail/send', async (c) => {
    if (!c.req.header('authorization')?.startsWith('Bearer SG.')) {
      return refusal(401, 'The provided authorization grant is invalid, expired, or revoked');
    }
    const parsed = Mail.safeParse(await c.req.json());
    if (!parsed.success) return refusal(400, z.prettifyError(parsed.error));
    const mail = parsed.data;
    const addresses = mail.personalizations.flatMap(({ to }) => to.map(({ email }) => email.toLowerCase()));
    if (new Set(addresses).size < addresses.length) {
      return refusal(400, 'Each email address in the personalization block should be unique between to, cc, and bcc.', 'personalizations');
    }
    const id = newId();
    const body = (type: string) => mail.content.find((part) => part.type === type)?.value ?? '';
    for (const person of mail.personalizations) {
      for (const to of person.to) {
        store.take({
          id,
          channel: 'email',
          to: to.email,
          from: mail.from.name ? `${mail.from.name} <${mail.from.email}>` : mail.from.email,
          subject: person.subject ?? mail.subject,
          text: body('text/plain'),
          html: body('text/html'),
          headers: { ...mail.headers, ...person.headers },
          delivery: person.custom_args['delivery'] ?? mail.custom_args['delivery'] ?? '',
        });
      }
    }
    return new Response(null, { status: 202, headers: { 'x-message-id': id } });
  });
  return app;
}

export const sendgridFaults = (now: () => number): FaultAnswers => ({
  '429': () => refusal(429, 'too many requests', null, { 'x-ratelimit-reset': String(Math.ceil(now() / 1_000) + 1) }),
  '5xx': () => refusal(503, 'service unavailable'),
});

function refusal(status: number, message: string, field: string | null = null, headers: Record<string, string> = {}): Response {
  return Response.json({ errors: [{ message, field, help: null }] }, { status, headers });
}
