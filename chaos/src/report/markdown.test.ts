import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Journal } from '../experiment.ts';
import { experiments } from '../experiments/experiments.ts';
import { html } from './html.ts';
import { markdown } from './write.ts';

const journal: Journal = {
  experiment: 'x',
  title: 'A thing breaks',
  hypothesis: 'It holds.',
  breaks: 'one thing',
  runbook: 'runbooks/x.md',
  defence: { name: 'care', isOn: false },
  verdict: 'fail',
  reason: undefined,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 61_000,
  machine: '2 cores',
  revision: 'abc',
  linkMode: 'TCP',
  timeline: [{ atMs: 1_500, what: 'it broke' }],
  answers: [{ phase: 'after', probe: 'lost', unit: 'writes', target: 'at most 0', measured: 3, isKept: false }],
  counts: { acknowledged: 10 },
  marks: [{ atS: 1, name: 'broken' }],
  series: [
    {
      name: 'Writes',
      unit: 'a second',
      lines: [
        {
          region: 'us',
          points: [
            [0, 3],
            [1, 4],
            [9, 2],
          ],
        },
      ],
    },
  ],
};

it('a report says what was measured beside what was promised, and that a defence was off', () => {
  const text = markdown(journal);
  expect(text).toContain('# A thing breaks: fail');
  expect(text).toContain('| after | lost | 3 writes | at most 0 | **not kept** |');
  expect(text).toContain('care, **off**');
  expect(text).toContain('| 1.5 s | it broke |');
});

it('the same as a page has plots that are read out, and takes no word for markup', () => {
  const text = html({ ...journal, reason: '<script>alert(1)</script>' });
  expect(text).toContain('aria-label="Writes, a second: us at most 4"');
  expect(text).toContain('&lt;script&gt;');
  expect(text).not.toContain('<script');
  // What was not measured is not joined.
  expect(text.match(/ d="([^"]*)"/)?.[1]?.match(/[ML]/g)).toEqual(['M', 'L', 'M']);
});

it.each(experiments)('$name is probed before, during and after, can be undone, and can fail', (experiment) => {
  for (const phase of ['before', 'during', 'after'] as const) expect(experiment.probes.some(({ when }) => when.includes(phase))).toBe(true);
  expect(experiment.probes.some(({ most }) => most === 0)).toBe(true);
  expect(experiment.method.length).toBeGreaterThan(0);
  expect(experiment.rollback.length).toBeGreaterThan(0);
  expect(Object.values(experiment.defence?.withoutIt ?? { none: true })).not.toEqual([]);
});

it.each(experiments)('$name names a runbook that is there', ({ runbook }) => {
  expect(readFileSync(new URL(`../../../${runbook}`, import.meta.url), 'utf8')).toContain('## Confirm');
});
