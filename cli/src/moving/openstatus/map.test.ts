import { expect, it } from 'vitest';
import { subscriberTaken, takenOf } from './map.ts';
import { Content, Maintenance, Report, Subscriber, Summary } from './shapes.ts';

const now = Date.parse('2026-06-15T12:00:00Z');
const content = Content.parse({ statusPage: { id: '7', title: 'Acme' }, components: [{ id: '11', name: 'API' }] });
const taken = (said: { reports?: object[]; maintenances?: object[]; summaries?: object[] }) =>
  takenOf(
    {
      content,
      reports: (said.reports ?? []).map((each) => Report.parse(each)),
      maintenances: (said.maintenances ?? []).map((each) => Maintenance.parse(each)),
      summaries: (said.summaries ?? []).map((each) => Summary.parse(each)),
    },
    now,
  );

it('reports of other pages of the workspace are none of this one', () => {
  const of = (...ids: string[]) => ({ id: ids.join() || 'none', title: 'x', pageComponentIds: ids });
  expect(taken({ reports: [of('11'), of('99'), of('11', '99'), of()] }).incidents.map(({ id }) => id)).toEqual(['11', '11,99', 'none']);
});

it('a maintenance stands as its times say', () => {
  const planned = (from: string, to: string) => ({ id: from, title: 'x', from, to });
  const { maintenances } = taken({
    maintenances: [
      planned('2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'),
      planned('2026-06-15T00:00:00Z', '2026-06-16T00:00:00Z'),
      planned('2026-07-01T00:00:00Z', '2026-07-02T00:00:00Z'),
    ],
  });
  expect(maintenances.map(({ status }) => status)).toEqual(['completed', 'in_progress', 'scheduled']);
});

it('checks that failed are time that it was away', () => {
  const bucket = { day: '2026-06-14T00:00:00Z', count: '100', ok: '75', error: '25' };
  const { components } = taken({ summaries: [{ componentId: '11', buckets: [bucket] }] });
  expect(components[0]!.past).toEqual([{ from: '2026-06-14T00:00:00.000Z', to: '2026-06-14T06:00:00.000Z', status: 'major_outage' }]);
});

it('who has left is known here as who has left', () => {
  const of = (said: object) => subscriberTaken(Subscriber.parse({ id: '1', ...said }));
  expect(of({ email: 'a@example.com', unsubscribedAt: '2026-01-01T00:00:00Z' })).toMatchObject({ state: 'ended' });
  expect(of({ email: 'a@example.com', acceptedAt: '' })).toMatchObject({ why: 'they never confirmed it there: they sign up anew' });
  expect(of({ channelType: 'webhook', webhookUrl: 'https://x.example' })).toMatchObject({ channel: null, state: 'active' });
});
