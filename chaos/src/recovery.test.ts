import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { experiments } from './experiments/experiments.ts';
import { recoveryRows, recoveryTable } from './recovery.ts';

const page = readFileSync(new URL('../../docs/disaster-recovery.md', import.meta.url), 'utf8');
const names = new Set(experiments.map(({ name }) => name));

it.each(recoveryRows)(
  'the loss of $lost is promised on the page as it is here, and each of its drills is there',
  ({ lost, rto, rpo, drills }) => {
    expect(page).toContain(`| ${lost} | ${rto} | ${rpo} | ${drills.map((name) => `\`${name}\``).join(', ')} |`);
    expect(drills.filter((name) => !names.has(name))).toEqual([]);
  },
);

it('each figure that is to be measured is one that a drill of its row asks for', () => {
  for (const { drills, measures } of recoveryRows) {
    const asked = experiments.filter(({ name }) => drills.includes(name)).flatMap(({ probes }) => probes.map(({ name }) => name));
    for (const begin of measures)
      expect(
        asked.some((name) => name.startsWith(begin)),
        begin,
      ).toBe(true);
  }
});

it('promised stands beside measured, and what was never drilled says so', () => {
  const answer = { phase: 'after', probe: 'longest time in which eu acknowledged no write', unit: 'ms', measured: 12_300, isKept: true };
  const before = { ...answer, phase: 'before', measured: 1 };
  const result = {
    experiment: 'primary-gone-kill',
    verdict: 'pass' as const,
    startedAt: '2026-11-29T00:00:00.000Z',
    revision: 'abc',
    defence: { isOn: true },
    answers: [before, answer, { ...answer, probe: 'time of something else' }],
  };
  const text = recoveryTable(new Map([[result.experiment, result]]));
  expect(text).toContain(
    'one zone of a region: promised 0; writes < 20 s where it had the primary until it works, and 0 lost\n' +
      '  primary-gone-kill: pass, 2026-11-29 00:00, abc\n    longest time in which eu acknowledged no write: 12.3 s\n  kill-api: never drilled here',
  );
  expect(text).not.toContain('something else');
});
