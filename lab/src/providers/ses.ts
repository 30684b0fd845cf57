import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import type { FaultAnswers } from './fault.ts';

const Headers = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
const Tags = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
const Content = z.object({ Data: z.string() });
const Destination = z.object({ ToAddresses: z.array(z.string()).min(1).max(50) });

const Single = z.object({
  FromEmailAddress: z.string().min(3),
  Destination,
  Content: z.object({
    Simple: z.object({
      Subject: Content,
      Body: z.object({ Text: Content.optional(), Html: Content.optional() }),
      Headers,
    }),
  }),
  EmailTags: Tags,
});

/** Amazon SES, version 2: errors with the header its SDK reads the kind from. */
export function sesApp(store: AcceptedStore): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (!c.req.header('authorization')?.startsWith('AWS4-HMAC-SHA256 ')) {
      return awsError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    return next();
  });
  app.post('/v2/email/outbound-emails', async (c) => {
    const parsed = Single.safeParse(await c.req.json());
    if (!parsed.success) return awsError(400, 'BadRequestException', z.prettifyError(parsed.error));
    const { FromEmailAddress, Destination, Content, EmailTags } = parsed.data;
    if (/(?:^|<)unverified@/.test(FromEmailAddress)) return awsError(400, 'MessageRejected', notVerified(FromEmailAddress));
    const id = messageId();
    for (const to of Destination.ToAddresses) {
      store.take({
        id,
        channel: 'email',
        to,
        from: FromEmailAddress,
        subject: Content.Simple.Subject.Data,
        text: Content.Simple.Body.Text?.Data ?? '',
        html: Content.Simple.Body.Html?.Data ?? '',
        headers: pairs(Content.Simple.Headers),
        delivery: pairs(EmailTags)['delivery'] ?? '',
      });
    }
    return c.json({ MessageId: id });
  });
  return app;
}

export const sesFaults: FaultAnswers = {
  '429': () => awsError(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
  '5xx': () => awsError(500, 'InternalServiceErrorException', 'We encountered an internal error. Please try again.'),
};

function awsError(status: number, type: string, message: string): Response {
  return Response.json({ message }, { status, headers: { 'x-amzn-errortype': `${type}:`, 'x-amzn-requestid': newId() } });
}

// As SES says it of an account that is new, or whose sender was never proved: under the name that it has for bad messages.
function notVerified(address: string): string {
  return `Email address is not verified. The following identities failed the check in region US-EAST-1: ${address}`;
}

function messageId(): string {
  return `0100${newId().replaceAll('-', '').slice(0, 12)}-${newId()}-000000`;
}

function pairs(list: { Name: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}
