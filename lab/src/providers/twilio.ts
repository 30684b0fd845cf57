import { createHmac } from 'node:crypto';
import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import type { AcceptedStore } from './accepted.ts';
import type { FaultAnswers } from './fault.ts';

// Twilio's own numbers for tests: each is refused in one way.
const magicNumbers: Record<string, [code: number, message: string]> = {
  '+15005550001': [21211, "Invalid 'To' Phone Number: +1500555XXXX"],
  '+15005550002': [21612, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters"],
  '+15005550003': [21408, 'Permission to send an SMS has not been enabled for the region'],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [21614, "'To' number is not a valid mobile number"],
};
// The same for senders: what is wrong with the account, and not with a message.
const magicSenders: Record<string, [code: number, message: string]> = {
  '+15005550001': [21212, "Invalid 'From' Phone Number: +1500555XXXX"],
  '+15005550007': [21606, "The 'From' phone number is not a valid, message-capable Twilio phone number for this destination"],
  '+15005550008': [21611, "This 'From' number has exceeded the maximum number of queued messages"],
};
// Ours: Twilio takes these, and says later that they did not arrive.
const lateFailures: Record<string, number> = { '+15005550103': 30003, '+15005550105': 30005, '+15005550108': 30008 };
const bodyMax = 1600;

/** Twilio's Messages, version 2010-04-01. */
export function twilioApp(store: AcceptedStore): Hono {
  const app = new Hono();
  app.post('/2010-04-01/Accounts/:account/Messages.json', async (c) => {
    if (!c.req.header('authorization')?.startsWith('Basic ')) return refusal(401, 20003, 'Authenticate');
    const form = await c.req.parseBody();
    const field = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
    const [to, body] = [field('To'), field('Body')];
    if (!/^\+\d{7,15}$/.test(to)) return refusal(400, 21211, `Invalid 'To' Phone Number: ${to}`);
    const magic = magicNumbers[to] ?? magicSenders[field('From')];
    if (magic) return refusal(400, ...magic);
    if (body === '') return refusal(400, 21602, 'Message body is required.');
    if (body.length > bodyMax) return refusal(400, 21617, `The concatenated message body exceeds the ${bodyMax} character limit`);
    const sid = `SM${newId().replaceAll('-', '')}`;
    const callback = field('StatusCallback');
    store.take({
      id: sid,
      channel: 'sms',
      to,
      from: field('From'),
      subject: '',
      text: body,
      html: '',
      headers: callback ? { StatusCallback: callback } : {},
      delivery: callback ? (new URL(callback).searchParams.get('delivery') ?? '') : '',
    });
    if (callback) void tellLater(callback, sid, to, c.req.header('authorization')!).catch(() => undefined); // nobody there to hear it
    const { account } = c.req.param();
    return c.json(
      { sid, account_sid: account, status: 'queued', to, from: field('From'), body, error_code: null, error_message: null },
      201,
    );
  });
  return app;
}

export const twilioFaults: FaultAnswers = {
  '429': () => refusal(429, 20429, 'Too Many Requests'),
  '5xx': () => refusal(503, 20503, 'Service Unavailable'),
};

function refusal(status: number, code: number, message: string): Response {
  return Response.json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, { status });
}

// As after a phone has taken it, or a network has given it up. Signed with the account's token, which stands in the request itself.
const phoneMs = 300;
const callbackMs = 2_000;

async function tellLater(callback: string, sid: string, to: string, authorization: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, phoneMs));
  const [, token = ''] = Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':');
  const code = lateFailures[to];
  const status: Record<string, string> =
    code === undefined ? { MessageStatus: 'delivered' } : { MessageStatus: 'undelivered', ErrorCode: String(code) };
  const form: Record<string, string> = { MessageSid: sid, To: to, ...status };
  const signed =
    callback +
    Object.keys(form)
      .sort()
      .map((name) => name + form[name])
      .join('');
  await fetch(callback, {
    method: 'POST',
    headers: { 'x-twilio-signature': createHmac('sha1', token).update(signed).digest('base64') },
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(callbackMs),
  });
}
