import type { Experiment, Scene } from '../experiment.ts';

const region = 'eu';
const cutMs = 10_000;
// The design's figure for a partition of 9,000 updates; ours is far smaller.
const convergeMsMax = 10_000;

let cutAtMs = 0;
let healedAtMs = 0;
let p99Before = 0;

/** eu loses every other region for ten seconds while responders post in all three. */
export const regionCut: Experiment = {
  name: 'region-cut',
  title: 'A region is cut off under load',
  hypothesis:
    'Every region keeps taking writes; after the cut is healed all regions show the same, nothing is lost, everybody was told once.',
  blastRadius: `all links of ${region}; its own visitors and responders still reach it`,
  runbook: 'runbooks/region-cut-off.md',
  world: { mode: 'real', regions: ['us', 'eu', 'ap'], link: { delayMs: 40, jitterMs: 5 } },
  // In each region; with their deliveries about what two cores carry that also carry all fifteen roles and nine servers.
  load: { writesPerSecond: 5, subscribers: 2 },
  probes: [
    {
      name: 'writes refused, all regions',
      unit: 'writes',
      when: ['before', 'during', 'after'],
      most: 0,
      ask: ({ load }) => load.refused().length,
    },
    { name: `p99 of a write in ${region}`, unit: 'ms', when: ['before'], most: 1_000, ask: rememberP99 },
    {
      name: `p99 of a write in ${region} during the cut, beside before`,
      unit: 'times',
      when: ['during'],
      most: 2,
      ask: ({ load }) => load.p99(region, cutAtMs) / p99Before,
    },
    {
      name: `writes of us that ${region} does not show`,
      unit: 'writes',
      when: ['during'],
      least: 1,
      ask: ({ auditor }) => auditor.lost(region),
    },
    { name: 'time until all regions show the same', unit: 'ms', when: ['after'], most: convergeMsMax, ask: untilEqual },
    ...['us', 'eu', 'ap'].flatMap((name) => [
      {
        name: `acknowledged updates that ${name} does not show`,
        unit: 'updates',
        when: ['after' as const],
        most: 0,
        ask: ({ auditor }: Scene) => auditor.lost(name),
      },
      {
        name: `updates that ${name} shows twice`,
        unit: 'updates',
        when: ['after' as const],
        most: 0,
        ask: ({ auditor }: Scene) => auditor.repeated(name),
      },
    ]),
    { name: 'notices that reached nobody', unit: 'notices', when: ['after'], most: 0, least: 0, ask: untilTold },
    { name: 'notices sent more than once', unit: 'notices', when: ['after'], most: 0, ask: ({ auditor }) => auditor.toldAgain() },
  ],
  method: [
    {
      name: `cut every link of ${region}, both ways, silently`,
      run: ({ world, load }) => {
        cutAtMs = load.acknowledged().at(-1)?.atMs ?? 0;
        for (const link of world.links.of(region)) link.set({ cut: 'drop' });
      },
    },
    { name: `leave it so for ${cutMs / 1000} s`, run: ({ sleep }) => sleep(cutMs) },
  ],
  rollback: [
    {
      name: `heal every link of ${region}`,
      run: ({ world }) => {
        for (const link of world.links.of(region)) link.set({ cut: 'none' });
        healedAtMs = performance.now();
      },
    },
    { name: 'let the load end', run: ({ load }) => load.stop() },
  ],
  abortWhen: ({ load }) => (load.refused().length > 50 ? 'more than 50 writes were refused' : undefined),
  defence: { name: "repair of gaps from a peer's log", withoutIt: { REPAIR: 'false' } },
};

function rememberP99({ load, steadySinceMs }: Scene): number {
  p99Before = load.p99(region, steadySinceMs);
  return p99Before;
}

async function untilEqual({ auditor, world }: Scene): Promise<number> {
  while (performance.now() - healedAtMs < 2 * convergeMsMax) {
    if (await auditor.isEqual()) return performance.now() - healedAtMs;
    await world.clock.sleep(100);
  }
  return Number.POSITIVE_INFINITY;
}

/** Notices leave a little after their update: the count is final when it is zero, or after half a minute. */
async function untilTold({ auditor, world }: Scene): Promise<number> {
  const until = performance.now() + 30_000;
  while (auditor.untold() > 0 && performance.now() < until) await world.clock.sleep(200);
  return auditor.untold();
}
