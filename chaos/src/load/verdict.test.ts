import { expect, it } from 'vitest';
import { createBooks, type Books } from './books.ts';
import { planOf } from './plan.ts';
import { judge, verdictOf } from './verdict.ts';

const usual = { visitsPerSecond: 10, readers: 4, writesPerSecond: 1, signUpsPerSecond: 1, durationS: 10 };
const plan = planOf(usual, { scenarios: ['visitors', 'responders', 'readers'], scale: 1, forS: undefined });
const quiet = { busy: 40, lateMs: 2 };

function whole(): Books {
  const books = createBooks(10);
  for (const what of ['page', 'view', 'write'] as const)
    for (let at = 0; at < 100; at++) books.answered({ what, atMs: at * 100, tookMs: at === 50 ? 40 : 10, isRight: true });
  books.looked({ atMs: 1_000, busy: 40, crowd: { open: 4, lost: 0, latencies: [[20, 4]] } });
  return books;
}

it('limits are judged of what was asked, and only of that', () => {
  const all = judge(plan, whole());
  expect(all.map(({ name, isKept }) => [name, isKept])).toEqual([
    ['http_req_failed{what:page}', true],
    ['http_req_duration{what:page}, 99 of 100', true],
    ['http_req_failed{what:view}', true],
    ['http_req_duration{what:view}, 99 of 100', true],
    ['http_req_failed{what:write}', true],
    ['http_req_duration{what:write}, 99 of 100', true],
    ['http_req_failed{what:live}', true],
    ['update_seen_ms, 99 of 100', true],
    ['dropped_iterations', true],
  ]);
  expect(verdictOf(all, quiet)).toEqual({ verdict: 'pass', reason: undefined });
  // What is kept on a busy machine is kept.
  expect(verdictOf(all, { busy: 99, lateMs: 500 }).verdict).toBe('pass');
});

it('a failure, a lost reader or an update that nobody saw breaks its limit; on a busy machine that says nothing', () => {
  const books = whole();
  books.answered({ what: 'page', atMs: 100, isRight: false });
  books.looked({ atMs: 2_000, busy: 40, crowd: { open: 3, lost: 1, latencies: [] } });
  const all = judge(plan, books);
  expect(all.filter(({ isKept }) => !isKept).map(({ name }) => name)).toEqual(['http_req_failed{what:page}', 'http_req_failed{what:live}']);
  expect(verdictOf(all, quiet)).toEqual({
    verdict: 'fail',
    reason: 'not kept: http_req_failed{what:page}; http_req_failed{what:live}',
  });
  expect(verdictOf(all, { busy: 97, lateMs: 2 })).toMatchObject({ verdict: 'invalid', reason: expect.stringContaining('97 % busy') });
  expect(verdictOf(all, { busy: 40, lateMs: 300 })).toMatchObject({ verdict: 'invalid', reason: expect.stringContaining('300 ms late') });

  const unseen = createBooks(10);
  unseen.answered({ what: 'write', atMs: 100, tookMs: 1, isRight: true });
  expect(judge(plan, unseen).find(({ name }) => name.startsWith('update_seen_ms'))).toMatchObject({ isKept: false });
  expect(verdictOf(judge(plan, createBooks(10)).slice(0, 2), quiet)).toEqual({ verdict: 'invalid', reason: 'nothing was measured' });
});

it('an answer that takes ten seconds counts for all that its connection would have asked meanwhile', () => {
  const books = createBooks(10);
  for (let at = 0; at < 100; at++) books.answered({ what: 'view', atMs: at, tookMs: 5, isRight: true });
  books.answered({ what: 'view', atMs: 200, tookMs: 10_000, isRight: true });
  const kind = books.kinds().get('view')!;
  expect(kind.answers).toBe(101);
  // After one second, two, and so on: each waited a second less.
  expect(kind.heldBack).toBe(9);
  expect(kind.tookMs.quantile(0.95)).toBe(5_000);
  expect(judge(plan, books).find(({ name }) => name === 'dropped_iterations')).toMatchObject({ measured: 9, isKept: true });
});

it('a soak of eight hours has as many points as a plot can show', () => {
  const books = createBooks(8 * 3_600);
  for (let atS = 0; atS < 8 * 3_600; atS += 7) {
    books.answered({ what: 'page', atMs: atS * 1_000, tookMs: 3, isRight: true });
    books.looked({ atMs: atS * 1_000, busy: 10 });
  }
  const series = books.series();
  expect(series.every(({ lines }) => lines.every(({ points }) => points.length === 600))).toBe(true);
  expect(series[0]).toMatchObject({ name: 'Answers', stepS: 48 });
});

it('limits that nobody can read are told, and not passed over', () => {
  expect(() => judge(plan, whole(), { dropped_iterations: ['count>3'] })).toThrow('nobody can read the limit count>3');
  expect(() => judge(plan, whole(), { dropped_iterations: ['rate<3'] })).toThrow('dropped_iterations has no rate');
});
