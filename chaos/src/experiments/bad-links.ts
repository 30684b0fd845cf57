import type { Experiment } from '../experiment.ts';
import { allWays, bothWays, flap, heal, set } from '../faults/links.ts';
import { wait } from '../faults/mended.ts';
import { crossingP99 } from '../probes/people.ts';
import { promises } from '../probes/promises.ts';
import { people, regions, repair, threeRegions } from './worlds.ts';

// The design's figure for a mesh with a dead link, or with five packets of a hundred lost.
const crossingMs = 500;

const common = {
  runbook: 'runbooks/region-cut-off.md',
  world: threeRegions,
  load: people,
  defence: repair,
} satisfies Partial<Experiment>;

/** us and ap do not hear each other; eu hears both, and passes on. */
export const deadLink: Experiment = {
  ...common,
  name: 'dead-link',
  title: 'One link of three is dead',
  breaks: 'the link between us and ap, both ways, for 12 s',
  hypothesis: 'What us writes reaches ap through eu within half a second, and the other way round.',
  probes: [
    ...promises({ regions }),
    crossingP99(
      [
        ['us', 'ap'],
        ['ap', 'us'],
      ],
      crossingMs,
    ),
  ],
  method: [
    set('cut the link between us and ap, both ways', bothWays('us', 'ap'), { cut: 'drop' }),
    wait(12_000, 'people post in all regions'),
  ],
  rollback: [heal('heal the link between us and ap', bothWays('us', 'ap'))],
};

/** The links of eu come and go faster than anything settles. */
export const flappingLink: Experiment = {
  ...common,
  name: 'flapping-link',
  title: 'A link comes and goes',
  breaks: 'the link between us and eu, down and up again each 0.7 s for 12 s',
  hypothesis: 'Nobody is refused, and once the link stays up all regions are the same.',
  probes: promises({ regions }),
  method: [flap('cut and heal the link between us and eu, each for 0.7 s', bothWays('us', 'eu'), { everyMs: 700, forMs: 12_000 })],
  rollback: [heal('heal the link between us and eu', bothWays('us', 'eu'))],
};

/** Packets are lost on every link: TCP sends them again, late. */
export const loss: Experiment = {
  ...common,
  name: 'loss',
  title: 'Five packets of a hundred are lost everywhere',
  breaks: 'every link: 5 % loss for 12 s',
  hypothesis: "A write is on a reader's screen in every other region within half a second.",
  probes: [
    ...promises({ regions }),
    crossingP99(
      regions.map((from, at) => [from, regions[(at + 1) % regions.length]!]),
      crossingMs,
    ),
  ],
  method: [set('lose 5 % on every link', allWays, { loss: 0.05 }), wait(12_000, 'people post in all regions')],
  rollback: [heal('lose nothing any more', allWays)],
  // Lost packets are sent again by TCP itself: there is nothing of ours to switch off.
  defence: undefined,
};
