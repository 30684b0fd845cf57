import { expect, it } from 'vitest';
import { simulate } from '../../proof/notifier-model/simulation.ts';

// Fresh ones at each run, beside the fixed ones of the unit tests: a failing seed is in the message, and can be replayed.
// As many as a quarter of a minute of one processor takes, which others may be using too.
const seedsMax = 300;
const seedsMin = 40;
const ownMs = 15_000;
const limitMs = 240_000;

it(
  `the guarantees hold through up to ${seedsMax} seeds nobody has seen before`,
  async () => {
    const first = Math.floor(Math.random() * 2 ** 31);
    const began = process.cpuUsage();
    const isOver = (): boolean => {
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1_000 > ownMs;
    };
    for (let seed = first; seed < first + seedsMax && (seed < first + seedsMin || !isOver()); seed++) {
      const { broken, states } = await simulate({ seed, faults: { refusals: true, lostAnswers: true, kills: seed % 2 === 0 } });
      expect({ seed, broken, states }).toMatchObject({ seed, broken: [] });
    }
  },
  limitMs,
);
