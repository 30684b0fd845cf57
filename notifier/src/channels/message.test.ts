import { limits } from '@pharos/core/limits';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCompose } from '../compose.ts';
import { confirmationEmail, noticeEmail } from './email/message.ts';
import { markdownToHtml, markdownToText } from './markdown.ts';
import type { Notice } from './notice.ts';
import { policies } from './policies.ts';
import { noticeSms, segmentsOf } from './sms/message.ts';
import { noticeWebhook } from './webhook/message.ts';

const notice: Notice = {
  id: '0190a000-0000-7000-8000-000000000001',
  page: '0190a000-0000-7000-8000-000000000002',
  pageName: 'Acme',
  at: '2026-11-21T08:00:00.000Z',
  fact: {
    type: 'incident-updated',
    incident: '0190a000-0000-7000-8000-000000000003',
    update: '0190a000-0000-7000-8000-000000000001',
    title: 'Checkout is slow',
    status: 'investigating',
    impact: 'major',
    body: 'We are **looking** at [graphs](https://acme.example/g).',
    opened: true,
  },
};
const links = { page: 'https://status.example/p/1', unsubscribe: 'https://notify.example/unsubscribe/abc' };
const withText = (title: string, pageName = 'Acme'): Notice => ({ ...notice, pageName, fact: { ...notice.fact, title } });

it('a mail says the same in text and in HTML, and can be left with one click', () => {
  const mail = noticeEmail(notice, links);
  expect(mail.subject).toBe('[Acme] Investigating: Checkout is slow');
  expect(mail.text).toContain('We are looking at graphs (https://acme.example/g).');
  expect(mail.html).toContain('<strong>looking</strong>');
  expect(mail.html).toContain('href="https://status.example/p/1"');
  expect(mail.headers).toEqual({
    'List-Unsubscribe': '<https://notify.example/unsubscribe/abc>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
});

it('no title or name can start a new header line or a new text message', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 }), (title, name) => {
      const mail = noticeEmail(withText(title, name), links);
      const confirm = confirmationEmail(name, 'https://notify.example/confirm/a');
      const sms = noticeSms(withText(title, name), links.page);
      for (const line of [mail.subject, confirm.subject, sms, ...Object.values(mail.headers)])
        expect(line).not.toMatch(/[\r\n\0\u2028\u2029]/);
    }),
  );
});

it('no text of an author becomes markup of ours', () => {
  expect(markdownToHtml('<script>alert(1)</script> ![x](https://spy.example/i.png) [a](javascript:alert(1)) [b](//host/x)')).not.toMatch(
    /<script|<img|href="javascript|href="\/\//,
  );
  expect(markdownToHtml('[b](https://host/x)')).toContain('rel="nofollow ugc noopener"');
  expect(noticeEmail(withText('<img src=x onerror=alert(1)>'), links).html).not.toContain('<img');
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
    const { html, text } = noticeEmail({ ...notice, fact: { ...notice.fact, body } }, links);
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
      },
    });
  const mails = Array.from({ length: 200 }, (_, person) => to(person));
  expect(new Set(mails.map((mail) => JSON.stringify(mail).length)).size).toBeLessThan(10);
  expect(read).toBe(2); // as text and as HTML
});

it('a text message fits two segments and always holds the whole link', () => {
  expect(noticeSms(withText('Checkout is slow – we’re on it'), links.page)).toBe(
    "Acme: Investigating - Checkout is slow - we're on it. https://status.example/p/1",
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 30 }), (title, name) => {
      const sms = noticeSms(withText(title, name), links.page);
      expect(segmentsOf(sms)).toBeLessThanOrEqual(2);
      expect(sms.endsWith(links.page)).toBe(true);
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
  expect(noticeWebhook(notice, 'subscription', links.page)).toBe(noticeWebhook(structuredClone(notice), 'subscription', links.page));
  expect(JSON.parse(noticeWebhook(notice, 'subscription', links.page))).toMatchObject({
    type: 'incident.opened',
    data: { incident: { impact: 'major' } },
  });
});
