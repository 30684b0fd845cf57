import type { Experiment } from '../experiment.ts';
import { wait } from '../faults/mended.ts';
import { kill, start, wipeNats, wipeRedis } from '../faults/parts.ts';
import { promises } from '../probes/promises.ts';
import { people, regions, repair, threeRegions } from './worlds.ts';

const region = 'eu';
const common = { world: threeRegions, load: people } satisfies Partial<Experiment>;

export const natsKilled: Experiment = {
  ...common,
  name: 'nats-killed',
  title: "A region's NATS is killed",
  breaks: 'NATS of eu, by kill -9, for 5 s',
  hypothesis: 'Writes go on everywhere, also in eu; news of eu, and to its readers, come late; nothing is lost.',
  runbook: 'runbooks/nats-down.md',
  probes: promises({ regions }),
  method: [kill(region, 'nats'), wait(5_000, 'people post in all regions'), start(region, 'nats'), wait(2_000, 'people go on')],
  rollback: [start(region, 'nats')],
  defence: repair,
};

export const natsWiped: Experiment = {
  ...common,
  name: 'nats-wiped',
  title: "A region's NATS loses all its data",
  breaks: 'NATS of eu, killed and started with nothing',
  hypothesis: 'NATS is a hint: with all it kept gone nothing is lost or told twice.',
  runbook: 'runbooks/nats-down.md',
  probes: promises({ regions }),
  method: [kill(region, 'nats'), wipeNats(region), start(region, 'nats'), wait(4_000, 'people go on')],
  rollback: [start(region, 'nats')],
  defence: repair,
};

export const redisKilled: Experiment = {
  ...common,
  name: 'redis-killed',
  title: "A region's Redis is killed",
  breaks: 'Redis of eu, by kill -9, for 5 s; it comes back empty',
  hypothesis: 'Nobody notices: Views come from the API, history from Postgres.',
  runbook: 'runbooks/redis-down.md',
  probes: promises({ regions }),
  method: [kill(region, 'redis'), wait(5_000, 'people go on'), start(region, 'redis'), wait(2_000, 'people go on')],
  rollback: [start(region, 'redis')],
};

export const redisWiped: Experiment = {
  ...common,
  name: 'redis-wiped',
  title: "A region's Redis forgets everything",
  breaks: 'all data of Redis of eu, while it runs',
  hypothesis: 'Nobody notices: what is not in the cache is made again.',
  runbook: 'runbooks/redis-down.md',
  probes: promises({ regions }),
  method: [wipeRedis(region), wait(4_000, 'people go on')],
  rollback: [wipeRedis(region)],
};
