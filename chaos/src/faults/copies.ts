import type { Scene, Step } from '../experiment.ts';

/** What stands in the copy of a database is what was so at some moment of its making. */
export function copying(take: (scene: Scene) => Promise<void>): Step['run'] {
  return async (scene) => {
    const from = scene.world.clock.elapsed();
    await take(scene);
    scene.moments.copiedMs = { from, to: scene.world.clock.elapsed() };
  };
}

/** From here on nothing that the database knew is known. */
export function lost({ moments, world }: Scene): void {
  moments.lostMs = world.clock.elapsed();
}
