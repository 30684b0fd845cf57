import type { Experiment } from '../experiment.ts';
import { wait } from '../faults/mended.ts';
import { setClock } from '../faults/parts.ts';
import { lateAnswers } from '../probes/follow-up.ts';
import { promises } from '../probes/promises.ts';
import { people, regions, threeRegions } from './worlds.ts';

const region = 'eu';

/** A region's clock jumps, as a hypervisor or a wrong time server makes it. */
export const clocks: Experiment[] = [10_000, -10_000].map((offsetMs) => {
  const way = offsetMs > 0 ? 'ahead' : 'back';
  return {
    name: `clock-${way}`,
    title: `A region's clock jumps ten seconds ${way}`,
    breaks: `the clock of eu: 10 s ${way}, for 8 s`,
    hypothesis: 'Nobody is refused, and whoever answers what he has seen has the last word, whatever his clock says.',
    runbook: 'runbooks/clock-wrong.md',
    world: threeRegions,
    load: people,
    probes: [...promises({ regions }), lateAnswers(region, 'us'), lateAnswers('us', region)],
    method: [setClock(region, offsetMs), wait(8_000, 'people post in all regions')],
    rollback: [setClock(region, 0)],
  };
});
