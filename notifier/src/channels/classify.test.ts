import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Outcome } from '../outcome.ts';
import { classifyNetwork } from './classify-network.ts';
import { classifySendgrid } from './email/classify-sendgrid.ts';
import { classifySes } from './email/classify-ses.ts';
import { classifyTelnyx } from './sms/classify-telnyx.ts';
import { classifyTwilio, classifyTwilioLater } from './sms/classify-twilio.ts';
import { classifyWebhook } from './webhook/classify.ts';

const kind = (outcome: Outcome) => (outcome.kind === 'accepted' ? 'accepted' : outcome.class);

it('SES is read by its names, and by the status where it gives none', () => {
  expect(kind(classifySes('MessageRejected', 400))).toBe('message');
  expect(kind(classifySes('MessageRejected', 400, 'Email address is not verified. The following identities failed'))).toBe('account');
  expect(kind(classifySes('SomethingNewException', 400))).toBe('refused');
  expect(kind(classifySes('TooManyRequestsException', 429))).toBe('throttled');
  expect(kind(classifySes('ThrottlingException', 400, 'Daily message quota exceeded'))).toBe('account');
  expect(kind(classifySes('ThrottlingException', 400, 'Maximum sending rate exceeded'))).toBe('throttled');
  expect(kind(classifySes('AccountSuspendedException', 400))).toBe('account');
  expect(kind(classifySes('UnknownError', 403))).toBe('account');
  expect(kind(classifySes('UnknownError', 500))).toBe('transient');
  expect(kind(classifySes('UnknownError', 504))).toBe('unknown');
});

it('SendGrid is read by its status, and its reset says how long', () => {
  expect([400, 401, 403, 413, 500, 502].map((status) => kind(classifySendgrid(status, undefined, 0)))).toEqual([
    'message',
    'account',
    'account',
    'message',
    'transient',
    'unknown',
  ]);
  expect(classifySendgrid(429, 12, 10_000)).toMatchObject({ class: 'throttled', retryAfterMs: 2_000 });
});

it('Twilio is read by its codes; who wrote STOP is never asked elsewhere', () => {
  expect(classifyTwilio(21610, 400)).toMatchObject({ class: 'recipient', suppress: 'stop' });
  expect(classifyTwilio(21408, 400)).toEqual({ kind: 'failed', class: 'recipient', code: '21408' });
  expect(kind(classifyTwilio(21612, 400))).toBe('route');
  expect(kind(classifyTwilio(21611, 400))).toBe('throttled');
  expect(kind(classifyTwilio(20003, 401))).toBe('account');
  expect([21212, 20404, 21606, 21999].map((code) => kind(classifyTwilio(code, 400)))).toEqual(['account', 'account', 'route', 'refused']);
  expect(kind(classifyTwilio(0, 503))).toBe('transient');
  expect(kind(classifyTwilioLater(30008))).toBe('route');
  expect(kind(classifyTwilioLater(30007))).toBe('message');
});

it('Telnyx is read by its codes', () => {
  expect(classifyTelnyx('40300', 403)).toMatchObject({ class: 'recipient', suppress: 'stop' });
  expect(kind(classifyTelnyx('10011', 429))).toBe('throttled');
  expect(kind(classifyTelnyx('10009', 401))).toBe('account');
  expect(kind(classifyTelnyx('49999', 422))).toBe('refused');
  expect(kind(classifyTelnyx('', 500))).toBe('transient');
});

it('a webhook is retried but for 410, and may ask for an hour at most', () => {
  expect([200, 204, 301, 404, 500].map((status) => kind(classifyWebhook(status, undefined, 0)))).toEqual([
    'accepted',
    'accepted',
    'transient',
    'transient',
    'transient',
  ]);
  expect(classifyWebhook(410, undefined, 0)).toMatchObject({ class: 'recipient', suppress: 'gone' });
  expect(classifyWebhook(429, '86400', 0)).toMatchObject({ class: 'throttled', retryAfterMs: 3_600_000 });
  expect(classifyWebhook(503, 'Thu, 01 Jan 1970 00:00:30 GMT', 10_000)).toMatchObject({ retryAfterMs: 20_000 });
});

it('a call without an answer is transient only when it certainly never left', () => {
  expect(kind(classifyNetwork(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })))).toBe('transient');
  expect(kind(classifyNetwork(new Error('x', { cause: new AggregateError([Object.assign(new Error('y'), { code: 'ENOTFOUND' })]) })))).toBe(
    'transient',
  );
  expect(kind(classifyNetwork(Object.assign(new Error('x'), { code: 'ECONNRESET' })))).toBe('unknown');
  expect(kind(classifyNetwork(new DOMException('x', 'TimeoutError')))).toBe('unknown');
});

it('no answer whatever makes a classifier throw, and none of them believes a refusal', () => {
  const status = fc.integer({ min: 300, max: 599 });
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(status, text, text, fc.integer(), fc.anything(), (code, name, message, number, thing) => {
      const outcomes = [
        classifySes(name, code, message),
        classifySendgrid(code, number, 0),
        classifyTwilio(number, code),
        classifyTwilioLater(number),
        classifyTelnyx(name, code),
        classifyWebhook(code, name, 0),
        classifyNetwork(thing),
      ];
      expect(outcomes.map(kind)).not.toContain('accepted');
    }),
    { numRuns: 5_000 },
  );
});
