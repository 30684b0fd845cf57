import { expect, it } from 'vitest';
import type { Faults } from './simulated-provider.ts';
import { simulate } from './simulation.ts';

const seeds = 30;
// Some seconds of one processor, which others may be using too.
const limitMs = 60_000;

async function run(faults: Faults, from: number): Promise<{ repeated: number; possibleDuplicates: number; told: number }> {
  const sum = { repeated: 0, possibleDuplicates: 0, told: 0 };
  for (let seed = from; seed < from + seeds; seed++) {
    const { broken, repeated, possibleDuplicates, told, states } = await simulate({ seed, faults });
    expect({ seed, broken, states }).toMatchObject({ seed, broken: [] });
    sum.repeated += repeated;
    sum.possibleDuplicates += possibleDuplicates;
    sum.told += told;
  }
  return sum;
}

it(
  'nothing is lost and nothing is told twice while no answer is lost and nobody is killed',
  async () => {
    const { repeated, possibleDuplicates, told } = await run({ refusals: true, lostAnswers: false, kills: false }, 1);
    expect({ repeated, possibleDuplicates }).toEqual({ repeated: 0, possibleDuplicates: 0 });
    expect(told).toBeGreaterThan(seeds * 5);
  },
  limitMs,
);

it(
  'nothing is lost, and what is told twice is counted, through lost answers and killed processes',
  async () => {
    const { repeated, possibleDuplicates } = await run({ refusals: true, lostAnswers: true, kills: true }, 1_000);
    expect(repeated).toBeGreaterThan(0); // else the faults were none
    expect(repeated).toBeLessThanOrEqual(possibleDuplicates);
  },
  limitMs,
);
