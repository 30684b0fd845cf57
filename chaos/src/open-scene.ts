import { seedDemo } from '@pharos/lab/seed';
import type { World } from '@pharos/lab/world';
import type { Experiment, Scene } from './experiment.ts';
import { createAuditor } from './watch/auditor.ts';
import { startLoad } from './watch/load.ts';
import { startReaders } from './watch/readers.ts';
import { createSubscribers } from './watch/subscribers.ts';
import { startVisitors } from './watch/visitors.ts';

export interface OpenScene {
  experiment: Experiment;
  world: World;
  /** Closed in opposite order, before the world. */
  opened: AsyncDisposableStack;
  note(what: string): void;
  signal: AbortSignal;
}

/** Brings the people into a world: responders, readers, visitors and subscribers, and the auditor beside them. */
export async function openScene({ experiment, world, opened, note, signal }: OpenScene): Promise<Scene> {
  const demo = await seedDemo(world);
  const subscribers = await createSubscribers(world, demo, experiment.load.subscribers);
  const readers = opened.use(startReaders(world, demo));
  const visitors = opened.use(startVisitors(world, demo, experiment.load.visitsPerSecond));
  const load = opened.use(await startLoad(world, demo, experiment.load.writesPerSecond));
  return {
    world,
    demo,
    load,
    readers,
    visitors,
    auditor: createAuditor(world, demo, load, subscribers),
    moments: { steadyMs: world.clock.elapsed(), faultMs: 0, copiedMs: { from: 0, to: 0 }, lostMs: 0, mendedMs: 0 },
    note,
    sleep: (ms) => world.clock.sleep(ms, signal),
    defer: (undo) => opened.defer(async () => void (await undo())),
    signal,
  };
}
