import { expect, it } from 'vitest';
import { simulate } from '../../proof/notifier-model/simulation.ts';

// Fresh ones at each run, beside the fixed ones of the unit tests: a failing seed is in the message, and can be replayed.
const seeds = 300;
// A quarter of a minute of one processor, which others may be using too.
const limitMs = 240_000;

it(
  `the guarantees hold through ${seeds} seeds nobody has seen before`,
  async () => {
    const first = Math.floor(Math.random() * 2 ** 31);
    for (let seed = first; seed < first + seeds; seed++) {
      const { broken, states } = await simulate({ seed, faults: { refusals: true, lostAnswers: true, kills: seed % 2 === 0 } });
      expect({ seed, broken, states }).toMatchObject({ seed, broken: [] });
    }
  },
  limitMs,
);
