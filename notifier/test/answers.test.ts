import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { testKit } from '@pharos/core/testing/kit';
import { subject } from '@pharos/core/subject';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAskNotifier } from '@pharos/api/ask-notifier';
import { answerQuestions } from '../src/asked/answer.ts';
import { createPreview } from '../src/asked/preview.ts';
import { notifierMigrations } from '../src/role.ts';

let database: FreshDatabase;
const bus = createMemoryBus();
const ask = createAskNotifier(bus);
const [page, other, incident, ada] = [newId(), newId(), newId(), newId()];
// Its tables are elsewhere here.
const region = {
  readNoticeLooks: async (_: unknown, [asked]: { notice: string; components: string[] }[]) => {
    const affected = asked!.components.map((id) => ({ id, name: 'Cards', status: null }));
    const looks = { language: 'de', timeZone: 'Europe/Berlin', accent: null, host: null, titles: {}, bodies: {}, affected };
    return new Map([[asked!.notice, looks]]);
  },
};
const providers = [{ channel: 'email' as const, provider: 'ses', breaker: 'open' as const }];
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));

beforeAll(async () => {
  database = await freshDatabase([['notifier', notifierMigrations]]);
  const preview = createPreview({ sql: database.sql, region, publicUrl: 'https://notify.example', pagesUrl: 'https://status.example' });
  answerQuestions({ kit: testKit({ clock: systemClock }), sql: database.sql, bus, providers: () => providers, preview });
});
afterAll(async () => {
  await bus[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function told(minute: number, { of = page, about = incident, kind = 'notice' } = {}): Promise<string> {
  const notice = newId();
  const fact = { type: 'incident-updated', incident: about, update: notice, title: `At ${minute}`, status: 'identified', body: 'x' };
  await database.sql`insert into fanout (notice, kind, page, page_name, at, fact, total, is_done, created_at)
    values (${notice}, ${kind}, ${of}, 'Acme', ${at(minute)}, ${kind === 'notice' ? database.sql.json(fact) : null}, 3, true, ${at(minute)})`;
  return notice;
}

async function delivery(notice: string, minute: number, more: object = {}, of = page): Promise<string> {
  const id = newId();
  const row = {
    notice,
    channel: 'email',
    subscriber: newId(),
    id,
    kind: 'notice',
    page: of,
    address: 'bob@example.com',
    state: 'accepted',
  };
  await database.sql`insert into delivery ${database.sql({ ...row, created_at: at(minute), updated_at: at(minute), ...more })}`;
  return id;
}

it('notices come the latest first, in slices, each with what its deliveries came to, and with how the providers stand', async () => {
  const [first, second] = [await told(1), await told(2)];
  await told(3, { of: other });
  await told(4, { kind: 'confirmation' });
  await told(5, { about: newId() });
  await delivery(first, 1);
  await delivery(first, 1);
  await delivery(first, 1, { channel: 'sms', address: '+1555', state: 'dead' });
  const { items, next, providers: shown } = await ask({ what: 'notices', page, thing: incident, limit: 1 });
  expect(items).toMatchObject([{ id: second, title: 'At 2', thing: incident, type: 'incident', states: [], isCapped: false, total: 3 }]);
  expect(shown).toEqual(providers);
  const rest = await ask({ what: 'notices', page, thing: incident, limit: 5, after: next! });
  expect(rest).toMatchObject({
    items: [
      {
        id: first,
        at: at(1).toISOString(),
        states: [
          { channel: 'email', state: 'accepted', count: 2 },
          { channel: 'sms', state: 'dead', count: 1 },
        ],
      },
    ],
    next: null,
  });
  expect((await ask({ what: 'notices', page, limit: 10 })).items.map(({ title }) => title)).toEqual(['At 5', 'At 2', 'At 1']);
});

it('a notice says to whom it went and what came of each attempt; nothing of another page', async () => {
  const notice = await told(6);
  const dead = await delivery(notice, 6, { state: 'dead', provider: 'ses', error_class: 'recipient', error_code: '550', attempt: 2 });
  await delivery(notice, 6);
  await delivery(notice, 6, { channel: 'webhook', address: 'https://hooks.example' });
  for (const attempt of [1, 2])
    await database.sql`insert into attempt_log (delivery, attempt, epoch, provider, at, took_ms, outcome, code)
      values (${dead}, ${attempt}, 1, 'ses', ${at(6 + attempt)}, 12, 'recipient', '550')`;
  const hook = 'https://hooks.slack.com/services/T0001/B0002/abcdefgh12345678';
  const inRoom = await told(9);
  await delivery(inRoom, 9, { channel: 'slack', address: hook });
  const [room] = (await ask({ what: 'deliveries', page, of: { notice: inRoom }, limit: 1 })).items;
  expect(room!.address).not.toContain('abcdefgh12345678');
  const of = { notice };
  const first = await ask({ what: 'deliveries', page, of, limit: 2 });
  expect(first.items.map(({ channel }) => channel)).toEqual(['email', 'email']);
  const second = await ask({ what: 'deliveries', page, of, limit: 2, after: first.next! });
  expect(second.items.map(({ channel }) => channel)).toEqual(['webhook']);
  expect(second.next).toBeNull();
  const [found] = (await ask({ what: 'deliveries', page, of, limit: 10, state: 'dead' })).items;
  expect(found).toMatchObject({ id: dead, address: 'bob@example.com', provider: 'ses', error: 'recipient', code: '550', title: 'At 6' });
  expect(found!.attempts).toEqual([
    { attempt: 2, provider: 'ses', at: at(8).toISOString(), tookMs: 12, outcome: 'recipient', code: '550' },
    { attempt: 1, provider: 'ses', at: at(7).toISOString(), tookMs: 12, outcome: 'recipient', code: '550' },
  ]);
  expect((await ask({ what: 'deliveries', page: other, of, limit: 10 })).items).toEqual([]);
});

it('a subscriber says what they were told, the latest first, and what they were asked', async () => {
  const question = await told(10, { kind: 'confirmation' });
  await delivery(question, 10, { subscriber: ada, kind: 'confirmation' });
  await delivery(await told(11), 11, { subscriber: ada });
  await delivery(await told(12), 12, { subscriber: ada });
  const of = { subscription: ada };
  const first = await ask({ what: 'deliveries', page, of, limit: 2 });
  expect(first.items.map(({ title }) => title)).toEqual(['At 12', 'At 11']);
  const second = await ask({ what: 'deliveries', page, of, limit: 2, after: first.next! });
  expect(second).toMatchObject({ items: [{ type: null, title: null }], next: null });
});

it('what cannot be asked so is refused, and nothing but a question is understood', async () => {
  await expect(ask({ what: 'notices', page, limit: 5, after: 'nonsense' })).rejects.toThrow('`after` is not one of ours');
  for (const wrong of ['', '{', '{"what":"everything"}', `{"what":"deliveries","page":"${page}","of":{},"limit":1}`]) {
    const answer = await bus.request(subject.askNotifier, wrong, { timeoutMs: 2_000 });
    expect(JSON.parse(new TextDecoder().decode(answer))).toEqual({ refused: expect.stringContaining('does not understand') });
  }
});

it('what would be sent is written as it will be, and SMS say what they cost and whether they are sent', async () => {
  const said = {
    title: 'Cards <b>fail</b>',
    body: 'We **look**.',
    status: 'investigating',
    impact: 'major',
    at: at(1).toISOString(),
  } as const;
  const about = { what: 'preview' as const, page, pageName: 'Acme', components: [{ id: other, status: 'major_outage' as const }] };
  const shown = await ask({ ...about, opened: true, ...said, language: 'en' });
  expect(shown.email.subject).toBe('[Acme] Cards <b>fail</b>');
  expect(shown.email.text).toContain('We look.');
  expect(shown.sms).toEqual({
    text: `Acme: Investigating - Cards <b>fail</b>. https://status.example/p/${page}`,
    segments: 1,
    isSent: true,
  });
  expect(shown.chat).toMatchObject({
    summary: 'Acme: Investigating - Cards <b>fail</b>',
    title: 'Investigating: Cards <b>fail</b>',
    text: 'We look.',
    facts: ['Impact: major', 'Affected: Cards (Major outage)', 'Posted: 1 Mar 2026, 11:01 (Europe/Berlin)'],
  });
  expect(JSON.parse(shown.webhook.body)).toMatchObject({ type: 'incident.opened', data: { update: { body: 'We **look**.' } } });
  const title = '猫'.repeat(200);
  const later = await ask({ ...about, opened: false, ...said, title, status: 'identified', language: null });
  expect(later.email.text).toContain('Betroffen: Cards (Ausfall)');
  expect(later.sms).toMatchObject({ segments: 2, isSent: false });
});
