import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

export interface StrangersOptions {
  region: string;
  /** Of each kind, a second. */
  perSecond: number;
  forMs: number;
  idleSockets: number;
}

export interface StrangerOrders extends Omit<StrangersOptions, 'region'> {
  page: string;
  api: string;
  gateway: string;
  demoPage: string;
  address: string;
}

export interface Strangers {
  /** His process starts: what that takes is no part of what he does to others. */
  arrive: Step;
  flood: Step;
  stop: Step;
}

// An address of this machine that nobody else comes from: whoever is limited by it is the stranger alone.
const address = '127.0.0.66';

/** Somebody who asks one region for everything that costs something and brings nothing: all from one address, many times a second. */
export function strangers({ region, perSecond, forMs, idleSockets }: StrangersOptions): Strangers {
  let stranger: Worker | undefined;

  const arrive = async (scene: Scene) => {
    const orders: StrangerOrders = {
      ...scene.world.region(region).urls,
      demoPage: scene.demo.page,
      perSecond,
      forMs,
      idleSockets,
      address,
    };
    stranger = new Worker(new URL('stranger.ts', import.meta.url), { workerData: orders });
    await once(stranger, 'message', { signal: scene.signal });
  };

  const flood = async (scene: Scene) => {
    if (!stranger) throw new Error('the stranger has not arrived');
    stranger.postMessage('begin', []);
    const [answers] = (await once(stranger, 'message', { signal: scene.signal })) as [[what: string, count: number][]];
    stranger = undefined;
    scene.note(`the stranger was answered: ${answers.map(([what, count]) => `${what}: ${count}`).join(', ')}`);
    mended(scene);
  };

  return {
    arrive: { name: 'the stranger arrives', run: arrive },
    flood: {
      name: `one address asks ${region} for ${perSecond} unknown pages, names, hosts and keys, sign-ups and made-up ids a second each, for ${forMs / 1_000} s`,
      run: flood,
    },
    stop: { name: 'the stranger goes', run: () => stranger?.postMessage('go', []) },
  };
}
