import { newId } from '@pharos/core/id';
import type { MetricGraph } from '@pharos/resources/metric/graph';
import { expect, it } from 'vitest';
import { minute, world } from '../../test/edge-world.ts';
import { emptyView, greenView } from '../../test/sample.ts';
import { wordsIn } from '../words/all.ts';
import { metricGraphs } from './graphs.ts';

const graph = (more: Partial<MetricGraph> = {}): MetricGraph => ({
  id: newId(),
  name: 'Latency <p95>',
  description: '',
  unit: 'ms',
  decimals: 1,
  values: [null, 10, 20, null, 15, null],
  min: 8,
  max: 22.26,
  ...more,
});
const range = { from: '2026-03-13T12:00:00.000Z', to: '2026-03-14T12:00:00.000Z' };
const drawn = (items: MetricGraph[], language = 'en') =>
  metricGraphs({ view: emptyView(), markdown: String, language, words: wordsIn[language]!, now: 0, graphs: { ...range, items } }).html;

it('a line for each stretch that was measured, none where nothing was, and the same in words', () => {
  const html = drawn([graph()]);
  expect(html).toContain('<path class="measured" d="M1 92L2 8M4 50h.5"/>');
  expect(html).toContain('Latency &lt;p95&gt;, the last 24 hours: 15 ms now, between 8 ms and 22.3 ms');
  expect(drawn([graph({ values: [5, 5, 5] })])).toContain('d="M0 50L1 50L2 50"');
  expect(drawn([graph({ values: [null, null], min: null, max: null })])).toContain('Nothing was measured');
  expect(drawn([])).not.toContain('<section');
});

it.each(Object.keys(wordsIn))('%s says what a graph shows', (language) => {
  const html = drawn([graph()], language);
  expect(html).toContain(wordsIn[language]!.metrics.title);
  expect(html).not.toMatch(/\{(name|last|least|most)\}/);
});

it('stand on the page and with its days, are asked for once in a minute, and outlive every region', async () => {
  const { get, view, regions, pass } = world(greenView());
  for (const region of Object.values(regions)) region.graphs = [graph({ name: 'Latency' })];
  const asked = () => regions.eu.asked.filter((path) => path.endsWith('/metric-graphs')).length;
  for (let visit = 0; visit < 5; visit++) expect(await (await get('/nordlicht')).text()).toContain('Latency, the last 24 hours');
  expect(await (await get(`/p/${view.page.id}/days.html`)).text()).toContain('Latency, the last 24 hours');
  expect(asked()).toBe(1);
  for (const region of Object.values(regions)) region.graphs = [graph({ name: 'Throughput' })];
  pass(minute);
  // Nobody waits for it: it is there for the next.
  await get('/nordlicht');
  await expect.poll(asked).toBe(2);
  regions.eu.isDown = regions.us.isDown = true;
  pass(10 * minute);
  await expect.poll(async () => (await get('/nordlicht')).text()).toContain('Throughput, the last 24 hours');
});

it('a page is shown without them while nobody has said them', async () => {
  const { get, regions } = world(greenView());
  await get('/nordlicht');
  expect(regions.eu.asked.filter((path) => path.endsWith('/metric-graphs'))).toHaveLength(1);
  expect(await (await get('/nordlicht')).text()).not.toContain('id="metrics-title"');
});
