import { expect, it } from 'vitest';
import { badge } from './badge.ts';

it('says in words what it shows in colour, and nothing that people write gets out of it', () => {
  const svg = badge({ label: 'A <b>"&', value: 'Major outage', tone: 'critical' });
  expect(svg).toContain('aria-label="A &lt;b&gt;&quot;&amp;: Major outage"');
  expect(svg).not.toContain('<b>');
  expect(svg).toContain('#b8232f');
});

it('is as wide as its words, and no wider than a line of text', () => {
  const width = (value: string) => Number(/width="(\d+)"/.exec(badge({ label: 'x', value, tone: 'good' }))![1]);
  expect(width('Operational')).toBeLessThan(width('Degraded performance'));
  expect(width('x'.repeat(200))).toBe(width('x'.repeat(39)) + 7);
  expect(width('正常')).toBeGreaterThan(width('ok'));
});
