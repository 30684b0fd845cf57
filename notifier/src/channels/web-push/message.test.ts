import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Outcome } from '../../outcome.ts';
import type { ChatAnswer } from '../chat/send.ts';
import type { Notice } from '../notice.ts';
import { noticeOf } from '../../testing/notice-of.ts';
import { wordsFor, wordsIn } from '../../words/all.ts';
import { classifyWebPush } from './classify.ts';
import { noticePush, questionPush } from './message.ts';

const page = { id: '0190a000-0000-7000-8000-000000000002', name: 'Acme' };
const unsubscribe = `https://notify.example/unsubscribe/${'a'.repeat(64)}`;

// 4,096 bytes of RFC 8030, less what RFC 8188 puts before and behind.
const plainMax = 4_096 - 86 - 17;

it('whatever somebody wrote, a push is no larger than every service takes', () => {
  const text = fc.string({ unit: 'binary', maxLength: 2_000 });
  const anyLanguage = fc.constantFrom(...Object.keys(wordsIn));
  fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.constantFrom('"', '\\', '𝄞', '\ud800', '\u0007', '<'),
      anyLanguage,
      (title, body, name, filler, language) => {
        const { text: told, topic } = noticePush(
          noticeOf(title + filler.repeat(300), body + filler.repeat(2_000), name + filler.repeat(300), {}, language),
          unsubscribe,
        );
        const bytes = Buffer.byteLength(JSON.stringify(told));
        expect(bytes).toBeLessThanOrEqual(plainMax);
        expect(topic).toMatch(/^[A-Za-z0-9_-]{1,32}$/);
      },
    ),
    { numRuns: 100 },
  );
});

it('what is urgent wakes a telephone, and of one incident only the latest waits for one that sleeps', () => {
  const opened = noticeOf('Down', 'We look.', 'Acme');
  expect(noticePush(opened, unsubscribe)).toMatchObject({
    urgency: 'high',
    text: { title: 'Investigating: Down', body: 'Acme: We look.', tag: '0190a000-0000-7000-8000-000000000003' },
  });
  const later: Notice = { ...opened, id: '0190a000-0000-7000-8000-000000000009', fact: { ...opened.fact, opened: false } };
  expect(noticePush(later, unsubscribe).urgency).toBe('normal');
  expect(noticePush(later, unsubscribe).topic).toBe(noticePush(opened, unsubscribe).topic);
  expect(noticePush(later, unsubscribe).text.id).not.toBe(noticePush(opened, unsubscribe).text.id);
  expect(questionPush(wordsFor('en'), page, 'https://notify.example/confirm/a', unsubscribe).text).toMatchObject({
    type: 'question',
    url: 'https://notify.example/confirm/a',
  });
});

it('a push service is read by its status', () => {
  const of = (status: number, headers: Record<string, string> = {}): Outcome => {
    const answer: ChatAnswer = { status, text: '', header: (name) => headers[name] };
    return classifyWebPush(answer, 0);
  };
  const kind = (outcome: Outcome) =>
    outcome.kind === 'accepted' ? outcome.messageId : `${outcome.class}${outcome.suppress ? ` ${outcome.suppress}` : ''}`;
  expect(of(201, { location: 'https://push.example/m/abc' })).toEqual({ kind: 'accepted', messageId: 'abc' });
  expect([404, 410, 413, 400, 401, 403, 500, 502, 200].map((status) => kind(of(status)))).toEqual([
    'recipient gone',
    'recipient gone',
    'message',
    'message',
    'message',
    'message',
    'transient',
    'unknown',
    '200',
  ]);
  expect(of(429, { 'retry-after': '120' })).toMatchObject({ class: 'throttled', retryAfterMs: 120_000 });
});
