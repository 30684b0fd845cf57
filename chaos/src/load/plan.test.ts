import { expect, it } from 'vitest';
import { profiles, scenarioNames } from '../../load/profiles.ts';
import { readOptions } from './options.ts';
import { groupsOf, planOf } from './plan.ts';

const everybody = { scenarios: scenarioNames, scale: 1, forS: undefined };

it('a profile is driven at the rates that k6 is told, all of it or a part', () => {
  expect(planOf(profiles['spike-10x'], everybody)).toEqual({
    flows: [
      { what: 'page', perSecond: 1_000 },
      { what: 'view', perSecond: 1_000 },
      { what: 'write', perSecond: 2 },
      { what: 'sign-up', perSecond: 1 },
    ],
    readers: 5_000,
    durationS: 600,
  });
  // Of whoever takes part there is one at least.
  expect(planOf(profiles.usual, { scenarios: ['responders', 'readers'], scale: 0.1, forS: 30 })).toEqual({
    flows: [{ what: 'write', perSecond: 1 }],
    readers: 50,
    durationS: 30,
  });
});

it.each([1, 7, 20, 33, 1_000])('%i questions a second are spread over the second, and are as many', (perSecond) => {
  const groups = groupsOf(perSecond);
  expect(groups.reduce((sum, { connections }) => sum + connections, 0)).toBe(perSecond);
  expect(Math.min(...groups.map(({ connections }) => connections))).toBeGreaterThan(0);
  expect(new Set(groups.map(({ startMs }) => startMs)).size).toBe(groups.length);
  expect(Math.max(...groups.map(({ startMs }) => startMs))).toBeLessThan(1_000);
});

it('the command line names a profile or one of its people, and says which word is wrong', () => {
  expect(readOptions(['usual', '--scale', '0.1', '--for', '30s', '--region', 'eu'])).toMatchObject({
    profile: profiles.usual,
    scenarios: scenarioNames,
    scale: 0.1,
    forS: 30,
    region: 'eu',
  });
  expect(readOptions(['readers'])).toMatchObject({ profile: profiles.usual, scenarios: ['readers'] });
  expect(readOptions(['soak', '--only', 'visitors,readers'])).toMatchObject({ profile: profiles.soak, scenarios: ['visitors', 'readers'] });
  expect(readOptions([])).toBe('help');
  const wrong: [string[], string][] = [
    [['much'], 'there is no profile "much": smoke, usual, spike-10x, soak, visitors,'],
    [['constructor'], 'there is no profile "constructor"'],
    [['usual', 'soak'], 'one profile at a time'],
    [['usual', '--for', '30'], '--for takes a time'],
    [['usual', '--scale', '0'], '--scale takes a number'],
    [['usual', '--only', 'somebody'], '--only takes visitors, responders'],
    [['readers', '--only', 'readers'], 'readers is alone already'],
    [['usual', '--fast'], "Unknown option '--fast'"],
  ];
  for (const [words, told] of wrong) expect(() => readOptions(words), words.join(' ')).toThrow(told);
});
