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

const Bulk = z.object({
  FromEmailAddress: z.string().min(3),
  DefaultContent: z.object({
    Template: z.object({
      TemplateContent: z.object({ Subject: z.string(), Text: z.string().default(''), Html: z.string().default('') }),
      TemplateData: z.string().default('{}'),
    }),
  }),
  BulkEmailEntries: z
    .array(
      z.object({
        Destination,
        ReplacementEmailContent: z.object({ ReplacementTemplate: z.object({ ReplacementTemplateData: z.string() }) }).optional(),
        ReplacementHeaders: Headers,
        ReplacementTags: Tags,
      }),
    )
    .min(1)
    .max(50),
});

/** Amazon SES, version 2: single and bulk, errors with the header its SDK reads the kind from. */
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
    if (FromEmailAddress.startsWith('unverified@')) return awsError(400, 'MessageRejected', notVerified(FromEmailAddress));
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
  app.post('/v2/email/outbound-bulk-emails', async (c) => {
    const parsed = Bulk.safeParse(await c.req.json());
    if (!parsed.success) return awsError(400, 'BadRequestException', z.prettifyError(parsed.error));
    const { FromEmailAddress, DefaultContent, BulkEmailEntries } = parsed.data;
    const { TemplateContent, TemplateData } = DefaultContent.Template;
    const results = BulkEmailEntries.map((entry) => {
      const id = messageId();
      const own = entry.ReplacementEmailContent?.ReplacementTemplate.ReplacementTemplateData ?? '{}';
      const data = { ...parseData(TemplateData), ...parseData(own) };
      store.take({
        id,
        channel: 'email',
        to: entry.Destination.ToAddresses[0]!,
        from: FromEmailAddress,
        subject: fill(TemplateContent.Subject, data),
        text: fill(TemplateContent.Text, data),
        html: fill(TemplateContent.Html, data),
        headers: pairs(entry.ReplacementHeaders),
        delivery: pairs(entry.ReplacementTags)['delivery'] ?? '',
      });
      return { Status: 'SUCCESS', MessageId: id };
    });
    return c.json({ BulkEmailEntryResults: results });
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

function parseData(json: string): Record<string, string> {
  return z.record(z.string(), z.coerce.string()).parse(JSON.parse(json));
}

// As Handlebars does it: three braces put the value as it is, two escape it.
function fill(template: string, data: Record<string, string>): string {
  return template.replaceAll(/\{\{\{(\w+)\}\}\}|\{\{(\w+)\}\}/g, (_, raw: string | undefined, escaped: string | undefined) => {
    const value = data[raw ?? escaped!] ?? '';
    return raw ? value : value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  });
}
