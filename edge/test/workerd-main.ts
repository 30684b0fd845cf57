import files from 'pharos:client-files';
import { systemClock, type Clock } from '@pharos/core/clock';
import type { KvNamespace } from '@pharos/core/outside/cache-kv';
import { createWorker, type Worker, type WorkerContext, type WorkerEnv } from '../src/worker/worker.ts';

/*
 * The worker as it is deployed, once for each world of the tests: each has regions of its own behind it, keys of its own in KV, and a time
 * that moves when told.
 */
interface World {
  worker: Worker;
  offset: number;
}
const worlds = new Map<string, World>();

const open = (): World => {
  const clock: Clock = {
    now: () => Date.parse('2026-03-14T12:00:00Z') + world.offset,
    elapsed: () => performance.now() + world.offset,
    sleep: systemClock.sleep,
  };
  const world: World = { offset: 0, worker: createWorker({ readClient: (path) => files[path]!, clock }) };
  return world;
};

/** Keys that no other world has. */
const ofWorld = (kv: KvNamespace, id: string): KvNamespace => ({
  getWithMetadata: (key, type) => kv.getWithMetadata(`${id} ${key}`, type),
  put: (key, value, options) => kv.put(`${id} ${key}`, value, options),
  delete: (key) => kv.delete(`${id} ${key}`),
});

export default {
  fetch: (asked: Request, env: WorkerEnv, context: WorkerContext): Promise<Response> => {
    const { id, url, offset, headers } = JSON.parse(asked.headers.get('x-test-world')!) as Asked;
    const world = worlds.get(id) ?? open();
    worlds.set(id, world);
    world.offset = offset;
    const { method, body } = asked;
    const request = new Request(url, { method, headers, redirect: 'manual', ...(body && { body }) });
    const own = { ...env, PAGES: ofWorld(env.PAGES, id), API_UPSTREAMS: `eu=http://eu.${id}.test,us=http://us.${id}.test` };
    return world.worker.fetch(request, own, context);
  },
};

/** What a test wants asked, and of which world. */
export interface Asked {
  id: string;
  url: string;
  offset: number;
  headers: [string, string][];
}
