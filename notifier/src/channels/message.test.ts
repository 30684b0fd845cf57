import { limits } from '@pharos/core/limits';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCompose } from '../compose.ts';
import { noticeOf } from '../testing/notice-of.ts';
import { wordsFor, wordsIn } from '../words/all.ts';
import { confirmationEmail, noticeEmail } from './email/message.ts';
import { markdownToHtml, markdownToText } from './markdown.ts';
import type { Notice } from './notice.ts';
import { policies } from './policies.ts';
import { confirmationSms, noticeSms, segmentsOf } from './sms/message.ts';
import { noticeWebhook } from './webhook/message.ts';

const notice = noticeOf('Checkout is slow', 'We are **looking** at [graphs](https://acme.example/g).');
const unsubscribe = 'https://notify.example/unsubscribe/abc';
const incident = '0190a000-0000-7000-8000-000000000003';
const withText = (title: string, pageName = 'Acme'): Notice => noticeOf(title, notice.fact.body, pageName);

it('a mail says the same in text and in HTML, and can be left with one click', () => {
  const mail = noticeEmail(notice, unsubscribe);
  expect(mail.subject).toBe('[Acme] Checkout is slow');
  expect(mail.text).toContain('We are looking at graphs (https://acme.example/g).');
  expect(mail.html).toContain('<strong>looking</strong>');
  for (const half of [mail.text, mail.html]) {
    for (const part of ['Investigating', `${notice.url}/incidents/${incident}`, '21 Nov 2026, 08:00 (UTC)', unsubscribe])
      expect(half).toContain(part);
  }
  expect(mail.headers).toMatchObject({
    'List-Unsubscribe': '<https://notify.example/unsubscribe/abc>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
});

it('all mails of one incident are one conversation: they have one subject and answer one message', () => {
  const later: Notice = { ...notice, id: 'later', fact: { ...notice.fact, status: 'resolved', body: 'Over.' } as Notice['fact'] };
  const [first, last] = [noticeEmail(notice, unsubscribe), noticeEmail(later, unsubscribe)];
  expect(first.headers).toMatchObject({ References: `<${incident}@status.example>`, 'In-Reply-To': `<${incident}@status.example>` });
  expect([last.subject, last.headers]).toEqual([first.subject, first.headers]);
  // What is new stands where a program shows it beside the subject.
  expect(/max-height:0[^>]*>([^<]*)</.exec(last.html)![1]).toBe('Resolved: Over.');
});

it('a mail says what is affected, in the page’s own time, and in the language of who reads it', () => {
  const affected = Array.from({ length: 11 }, (_, at) => ({
    id: String(at),
    name: `Part ${at}`,
    status: at === 0 ? ('major_outage' as const) : null,
  }));
  const looks = { timeZone: 'Asia/Tokyo', language: 'de', affected, titles: { fr: 'Paiement lent' }, bodies: { fr: 'On **regarde**.' } };
  const german = noticeEmail(noticeOf('Checkout is slow', 'We look.', 'Acme', looks), unsubscribe);
  expect(german.text).toContain('Betroffen: Part 0 (Ausfall), Part 1, Part 2, Part 3, Part 4, Part 5, Part 6, Part 7, +3\n');
  expect(german.text).toContain('21.11.2026, 17:00 (Asia/Tokyo)');
  expect(german.text).toContain('We look.');
  expect(german.html).toContain('<html lang="de-DE" dir="ltr">');
  const french = noticeEmail(noticeOf('Checkout is slow', 'We look.', 'Acme', looks, 'fr-CA'), unsubscribe);
  expect(french.subject).toBe('[Acme] Paiement lent');
  expect(french.text).toContain('On regarde.');
  expect(noticeEmail(noticeOf('Checkout is slow', '', 'Acme', looks, 'ar'), unsubscribe).html).toContain('dir="rtl"');
  const nowhere = noticeEmail(noticeOf('x', '', 'Acme', { timeZone: 'Mars/Olympus' }), unsubscribe);
  expect(nowhere.text).toContain('(UTC)');
});

it('the page’s own colour is the button’s, with letters that are read on it, and nothing else than a colour is', () => {
  const html = (accent: string) => noticeEmail(noticeOf('x', '', 'Acme', { accent }), unsubscribe).html;
  expect(html('#ffdd00')).toContain('background:#ffdd00;color:#000000');
  expect(html('red;background:url(https://spy.example)')).not.toContain('spy.example');
});

it('no title or name can start a new header line or a new text message', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 }), (title, name) => {
      const mail = noticeEmail(withText(title, name), unsubscribe);
      const confirm = confirmationEmail(wordsFor('en'), name, 'https://notify.example/confirm/a');
      const sms = noticeSms(withText(title, name));
      for (const line of [mail.subject, mail.fromName, confirm.fromName, confirm.subject, sms, ...Object.values(mail.headers)])
        expect(line).not.toMatch(/[\r\n\0\u2028\u2029]/);
    }),
  );
});

it('no text of an author becomes markup of ours', () => {
  expect(markdownToHtml('<script>alert(1)</script> ![x](https://spy.example/i.png) [a](javascript:alert(1)) [b](//host/x)')).not.toMatch(
    /<script|<img|href="javascript|href="\/\//,
  );
  expect(markdownToHtml('[b](https://host/x)')).toContain('rel="nofollow ugc noopener"');
  expect(noticeEmail(withText('<img src=x onerror=alert(1)>'), unsubscribe).html).not.toContain('<img');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (body) => {
      expect(markdownToHtml(body)).not.toMatch(/<(script|img|iframe|style|object)/i);
      expect(typeof markdownToText(body)).toBe('string');
    }),
  );
});

const wideTable = (columns: number) =>
  `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'|\n'.repeat(10_000)}`.slice(0, limits.bodyMax);

it('no text makes more work or more mail than its length is worth', () => {
  const pieces = ['[', '*_', '**a ', '`a', '> ', '- ', '- a\n', '![a](', '<http://a', '[a]: b\n', '&', '\\\n', '#', '~~~\n', '|a'];
  const worst = [...pieces.map((piece) => piece.repeat(limits.bodyMax / piece.length)), ...[20, 200, 2_000].map(wideTable)];
  for (const body of worst) {
    const began = process.cpuUsage();
    const { html, text } = noticeEmail({ ...notice, fact: { ...notice.fact, body } }, unsubscribe);
    expect(html.length + text.length).toBeLessThan(250_000);
    // Processor time, for the machine may be busy: a fifth of what one wide table took before.
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  }
});

it('a notice is rendered once for each channel, however many people are sent it', () => {
  let read = 0;
  const body = wideTable(2_000);
  const fact = Object.defineProperty({ ...notice.fact }, 'body', { enumerable: true, get: () => ((read += 1), body) });
  const compose = createCompose({ key: 'k'.repeat(32), publicUrl: 'https://notify.example', pagesUrl: 'https://status.example' });
  const { id, page, pageName, at } = notice;
  const to = (person: number) =>
    compose({
      id: String(person),
      notice: id,
      kind: 'notice',
      channel: 'email',
      subscriber: `0190a000-0000-7000-8000-00000000${1e3 + person}`,
      page,
      address: `p${person}@example.com`,
      language: null,
      shape: 'own',
      host: '',
      provider: 'ses',
      attempt: 1,
      unknowns: 0,
      wasUnknown: false,
      lastProvider: null,
      lastClass: null,
      epoch: 1,
      fanout: {
        notice: id,
        kind: 'notice',
        page,
        pageName,
        at,
        fact,
        components: [],
        looks: null,
      },
    });
  const mails = Array.from({ length: 200 }, (_, person) => to(person));
  expect(new Set(mails.map((mail) => JSON.stringify(mail).length)).size).toBeLessThan(10);
  expect(read).toBe(1);
});

it('a text message fits two segments and always holds the whole link', () => {
  expect(noticeSms(withText('Checkout is slow – we’re on it'))).toBe(`Acme: Investigating - Checkout is slow - we're on it. ${notice.url}`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 30 }), (title, name) => {
      const sms = noticeSms(withText(title, name));
      expect(segmentsOf(sms)).toBeLessThanOrEqual(2);
      expect(sms.endsWith(notice.url)).toBe(true);
    }),
  );
});

it('letters are counted as a network counts them', () => {
  expect(segmentsOf('a'.repeat(160))).toBe(1);
  expect(segmentsOf('a'.repeat(161))).toBe(2);
  expect(segmentsOf('€'.repeat(81))).toBe(2);
  expect(segmentsOf('ж'.repeat(70))).toBe(1);
  expect(segmentsOf('ж'.repeat(71))).toBe(2);
});

it('a text message tells what begins and what ends, other channels everything between', () => {
  const said = (status: 'investigating' | 'identified' | 'resolved', opened: boolean) =>
    (['email', 'sms', 'webhook'] as const).filter((channel) =>
      policies[channel].isTold({ ...notice.fact, type: 'incident-updated', status, opened } as Notice['fact']),
    );
  expect(said('investigating', true)).toEqual(['email', 'sms', 'webhook']);
  expect(said('identified', false)).toEqual(['email', 'webhook']);
  expect(said('resolved', false)).toEqual(['email', 'sms', 'webhook']);
});

it('a webhook is the same text at every attempt', () => {
  expect(noticeWebhook(notice, 'subscription')).toBe(noticeWebhook(structuredClone(notice), 'subscription'));
  expect(JSON.parse(noticeWebhook(notice, 'subscription'))).toMatchObject({
    type: 'incident.opened',
    data: { incident: { impact: 'major' } },
  });
});

it.each(Object.keys(wordsIn))('in %s a text message and a question fit, and say where to go', (language) => {
  const words = wordsFor(language);
  const url = 'https://notify.example/confirm/abcdefghijklmnopqrstuvwxyz';
  const question = confirmationSms(words, 'Acme', url);
  expect(question.startsWith('Acme')).toBe(true);
  expect(question).toContain(url);
  expect(segmentsOf(question)).toBeLessThanOrEqual(2);
  const told = noticeSms(noticeOf('a'.repeat(300), '', 'Acme', {}, language));
  expect(told).toContain(words.status.investigating.replaceAll('’', "'"));
  expect(segmentsOf(told)).toBeLessThanOrEqual(2);
});
