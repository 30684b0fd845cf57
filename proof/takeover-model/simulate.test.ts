import { expect, it } from 'vitest';
import { faults, simulateTakeover, type Fault, type TakeoverResult } from './simulate.ts';

const seedsEach = 12;
// Some seconds of one processor each, which others may be using too.
const limitMs = 120_000;

async function run(fault: Fault, from: number): Promise<TakeoverResult[]> {
  const results: TakeoverResult[] = [];
  for (let seed = from; seed < from + seedsEach; seed++) {
    const result = await simulateTakeover({ seed, fault });
    expect({ seed, fault, ...result }).toMatchObject({ seed, fault, broken: [] });
    results.push(result);
  }
  return results;
}

const sum = (results: TakeoverResult[], of: (result: TakeoverResult) => number) => results.reduce((all, each) => all + of(each), 0);

for (const fault of faults) {
  it(
    `everybody is told, and nobody twice beyond the window: ${fault}`,
    async () => {
      const results = await run(fault, 1_000 * (1 + faults.indexOf(fault)));
      expect(sum(results, ({ told }) => told)).toBeGreaterThan(seedsEach * 10);
      const isLost = fault !== 'none' && fault !== 'bad-net';
      // Else the faults were none. And where no region is lost, nothing is taken over, nor told twice.
      const [least, most] = isLost ? [seedsEach / 4, Infinity] : [0, 0];
      const taken = sum(results, (result) => result.taken);
      expect(taken).toBeGreaterThanOrEqual(least);
      expect(taken + (isLost ? 0 : sum(results, ({ repeated }) => repeated))).toBeLessThanOrEqual(most);
    },
    limitMs,
  );
}
