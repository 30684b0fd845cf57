import type { Probe, Scene, Step } from '../experiment.ts';

interface Read {
  atMs: number;
  why: string | undefined;
}

const everyMs = 250;
// Whoever reads and has no answer by then is gone.
const patienceMs = 2_000;

const reads = new WeakMap<Scene, Read[]>();
const restarts = new WeakMap<Scene, string[]>();

/** Somebody who reads, again and again, what no cache holds: each answer comes from the database or a copy of it. */
export function readAllTheTime(region: string): Step {
  const start = (scene: Scene) => {
    const { world, demo, signal } = scene;
    const list: Read[] = [];
    reads.set(scene, list);
    const stop = new AbortController();
    const url = `${world.region(region).urls.api}/v1/pages/${demo.page}/templates`;
    const read = async (): Promise<string | undefined> => {
      try {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${demo.key}` }, signal: AbortSignal.timeout(patienceMs) });
        await answer.arrayBuffer();
        return answer.ok ? undefined : `${answer.status}`;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const keepReading = async () => {
      while (!stop.signal.aborted && !signal.aborted) {
        const atMs = world.clock.elapsed();
        list.push({ atMs, why: await read() });
        await world.clock.sleep(everyMs, stop.signal).catch(() => undefined); // stopped
      }
    };
    const reading = keepReading();
    scene.defer(async () => {
      stop.abort();
      await reading;
    });
  };
  return { name: `read from the database of ${region} all the time`, run: start };
}

export function readsRefused(region: string, most: number): Probe {
  const ask = (scene: Scene) => {
    const all = (reads.get(scene) ?? []).filter(({ atMs }) => atMs >= scene.moments.faultMs);
    const refused = all.filter(({ why }) => why !== undefined);
    scene.note(
      `${all.length} reads of ${region} since the fault, ${refused.length} refused${refused[0] ? `, first: ${refused[0].why}` : ''}`,
    );
    return all.length === 0 ? Number.POSITIVE_INFINITY : refused.length;
  };
  return { name: `reads that neither the database of ${region} nor a copy answered`, unit: 'reads', when: ['during'], most, ask };
}

/** Notes each role of a region that ends or is started again from here on. */
export function watchRoles(region: string): Step {
  const watch = (scene: Scene) => {
    const fallen: string[] = [];
    restarts.set(scene, fallen);
    const roles = scene.world.region(region).parts.filter(({ kind }) => kind === 'role');
    const look = () => roles.forEach((part) => part.state() !== 'running' && fallen.push(`${part.name} ${part.state()}`));
    const watching = scene.world.onChange(look);
    scene.defer(() => watching.stop());
  };
  return { name: `watch that no role of ${region} is started again`, run: watch };
}

export function rolesRestarted(region: string): Probe {
  const ask = (scene: Scene) => {
    const fallen = restarts.get(scene) ?? [];
    if (fallen.length > 0) scene.note(fallen.join(', '));
    return fallen.length;
  };
  return { name: `roles of ${region} that ended or were started again`, unit: 'roles', when: ['during'], most: 0, ask };
}
