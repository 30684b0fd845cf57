import { expect, it } from 'vitest';
import { faultOfBrought, type Said } from '@pharos/resources/brought';
import type { DocKind } from '@pharos/resources/registry';
import { documentsOf } from './documents.ts';
import { createLeftList, sentencesOf } from './left-out.ts';
import { each } from './lists.ts';
import { pageLines, type MovedDocument } from './page-file.ts';
import type { Taken } from './taken.ts';

const page = '0198c0de-0000-7000-8000-000000000001';
const now = Date.parse('2026-06-15T12:00:00Z');
const empty: Taken = {
  of: '',
  page: {},
  groups: [],
  components: [],
  incidents: [],
  maintenances: [],
  metrics: [],
  subscribers: each([]),
  left: [],
};

function moved(taken: Partial<Taken>, { own = page, from = 'json' } = {}) {
  const left = createLeftList();
  const { moved: all, ids } = documentsOf({ ...empty, ...taken }, { page: own, slug: 'acme', from, now, left });
  const documents = all.filter((one): one is MovedDocument => one.kind !== 'points');
  const said = (kind: string, at = 0) => {
    const found = documents.filter((one) => one.kind === kind)[at]!;
    return Object.fromEntries(found.said.map(([name, value]) => [name, value]));
  };
  return { all, documents, ids, said, left: sentencesOf(left) };
}

it('whatever a source says, each document is one that an import takes', () => {
  const at = '2024-03-01T10:00:00+02:00';
  const long = 'x\u0000\u0007'.repeat(20_000);
  const { all } = moved({
    page: { name: long, about: long, timeZone: 'Berlin', domain: 'status.example.com' },
    groups: [
      { id: 'a', name: long, parent: 'b' },
      { id: 'b', name: '', parent: 'a' },
    ],
    components: [
      {
        id: 'x',
        name: long,
        description: long,
        groupId: 'nowhere',
        position: -5,
        past: [{ from: at, to: '2024-03-01T11:00:00Z', status: 'major_outage' }],
      },
    ],
    incidents: [
      { id: '1', title: long, body: long, affected: ['x', 'gone'], resolvedAt: '2020-01-01T00:00:00Z', postmortem: long },
      { id: '2', title: 'y', updates: [{ id: 'u', status: 'resolved', body: long, at }] },
    ],
    maintenances: [{ id: '1', title: '', startsAt: at, endsAt: '2020-01-01T00:00:00Z', status: 'completed', components: ['x', 'x'] }],
    metrics: [{ id: '1', name: long, unit: long, decimals: 99, points: [{ at, value: 1 }] }],
  });
  const lines = [...pageLines(page, all)].map((line) => JSON.parse(line) as { doc?: string; fields?: Said[] });
  const faults = lines.flatMap(({ doc, fields }) =>
    doc ? [[doc, faultOfBrought({ kind: doc.split(':')[0] as DocKind, said: fields! })]] : [],
  );
  expect(faults.map(([, fault]) => fault)).toEqual(faults.map(() => undefined));
  expect(faults).toHaveLength(9);
});

it('ids follow from the page here and those there: another page, and another program, has others', () => {
  const one = { components: [{ id: '1', name: 'API' }] };
  const idOf = (options = {}) => moved(one, options).ids.component('1');
  expect(idOf()).toBe(idOf());
  expect(new Set([idOf(), idOf({ own: '0198c0de-0000-7000-8000-000000000002' }), idOf({ from: 'csv' })]).size).toBe(3);
});

it('what was affected is told as it is now while it goes on, and as little as may be once it is over', () => {
  const components = [{ id: 'api', name: 'API', status: 'major_outage' as const }];
  const started = { startedAt: '2024-03-01T10:00:00Z', affected: ['api'], body: 'We look.' };
  const first = (resolvedAt: string | null) => {
    const { ids, said } = moved({ components, incidents: [{ id: '1', title: 'Slow', resolvedAt, ...started }] });
    const [, update] = Object.entries(said('incident')).find(([name]) => name.startsWith('u/'))!;
    return (update as { components: Record<string, string> }).components[ids.component('api')!];
  };
  expect(first(null)).toBe('major_outage');
  expect(first('2024-03-01T12:00:00Z')).toBe('degraded_performance');
});

it('a maintenance without updates has those that its times tell of', () => {
  const times = { startsAt: '2024-03-01T10:00:00Z', endsAt: '2024-03-01T12:00:00Z', createdAt: '2024-02-01T00:00:00Z' };
  const { said } = moved({ maintenances: [{ id: '1', title: 'Disks', status: 'completed', ...times }] });
  const updates = Object.entries(said('maintenance')).flatMap(([name, value]) =>
    name.startsWith('u/') ? [value as { status: string; at: string }] : [],
  );
  expect(updates.map(({ status, at }) => `${status} ${at}`)).toEqual([
    'scheduled 2024-02-01T00:00:00.000Z',
    'in_progress 2024-03-01T10:00:00.000Z',
    'completed 2024-03-01T12:00:00.000Z',
  ]);
});

it('says what stays, of many that are alike the first ones and how many there are', () => {
  const components = Array.from({ length: 530 }, (_, at) => ({ id: String(at), name: `Part ${at}` }));
  const { documents, left } = moved({ components, incidents: [{ id: '1', title: 'Empty' }], page: { timeZone: 'Mars' } });
  expect(documents.filter(({ kind }) => kind === 'component')).toHaveLength(500);
  expect(left).toHaveLength(23);
  expect(left).toContain('the time zone Mars: it is called something else here: UTC is taken');
  expect(left).toContain('“Empty” (1): it has no update');
  expect(left.at(-1)).toBe('10 more: a page has 500 components at most');
});

it('points of the last days come as they were, older ones by the hour, in lines that an import takes', () => {
  const points = Array.from({ length: 5_000 }, (_, at) => ({ at: new Date(now - at * 600_000).toISOString(), value: at }));
  const { all } = moved({ metrics: [{ id: '1', name: 'Answers', points }] });
  const measured = all.flatMap((one) => (one.kind === 'points' ? [one] : []));
  const raw = measured.flatMap((one) => ('points' in one ? one.points : []));
  const hours = measured.flatMap((one) => ('parts' in one ? one.parts : []));
  expect(raw.length + hours.reduce((sum, [, , , , , count]) => sum + count, 0)).toBe(5_000);
  expect(raw.every(([at]) => at >= now - 11.1 * 86_400_000)).toBe(true);
  expect(Math.max(...measured.map((one) => ('points' in one ? one.points : one.parts).length))).toBeLessThanOrEqual(2_000);
});
