import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Link } from './link-bus.ts';

export interface RegionOptions {
  region: string;
  number: number;
  databaseUrl: string;
  natsUrl: string;
  peers: { region: string; number: number; natsUrl: string }[];
  /** One way, to hear any other region. */
  delayMs: number;
}

export type RegionQuestion =
  | { ask: 'link'; from: string; change: Partial<Pick<Link, 'loss' | 'isCut'>> }
  | { ask: 'cross'; perSecond: number; forMs: number }
  | { ask: 'load'; forMs: number }
  | { ask: 'write'; count: number };

export type RegionTold = { id: number; value: unknown } | { id: number; failed: string };

/** What one region wrote and what its readers were told of, each with its moment. */
export interface Crossing {
  began: [update: string, atMs: number][];
  seen: [update: string, atMs: number][];
}

export interface RegionProcess extends AsyncDisposable {
  region: string;
  /** How the region hears another one. */
  link(from: string, change: Partial<Pick<Link, 'loss' | 'isCut'>>): Promise<void>;
  cross(perSecond: number, forMs: number): Promise<Crossing>;
  /** One writer, again and again: how long each write took, in milliseconds. */
  load(forMs: number): Promise<number[]>;
  /** So many writes, several at once. */
  write(count: number): Promise<number[]>;
}

// The longest question is the writes of a partition.
const answerMs = 120_000;
// As the README asks: most of what a write makes is gone a moment later, and is not worth being moved.
export const asDeployed = ['--max-semi-space-size=64'];

export async function startRegion(options: RegionOptions): Promise<RegionProcess> {
  const file = fileURLToPath(new URL('region-main.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(options)], {
    execArgv: [...process.execArgv, ...asDeployed],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let ids = 0;
  const wait = (id: number): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    const late = setTimeout(() => answer.reject(new Error(`${options.region} does not answer`)), answerMs);
    return answer.promise.finally(() => (clearTimeout(late), waiting.delete(id)));
  };
  const ask = (question: RegionQuestion) => {
    ids += 1;
    const answer = wait(ids);
    child.send({ ...question, id: ids });
    return answer;
  };
  child.on('message', (told: RegionTold) => {
    if ('failed' in told) waiting.get(told.id)?.reject(new Error(`${options.region}: ${told.failed}`));
    else waiting.get(told.id)?.resolve(told.value);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const answer of waiting.values()) answer.reject(new Error(`the process of ${options.region} ended`));
      resolve();
    });
  });
  await wait(0);
  return {
    region: options.region,
    link: async (from, change) => void (await ask({ ask: 'link', from, change })),
    cross: (perSecond, forMs) => ask({ ask: 'cross', perSecond, forMs }) as Promise<Crossing>,
    load: (forMs) => ask({ ask: 'load', forMs }) as Promise<number[]>,
    write: (count) => ask({ ask: 'write', count }) as Promise<number[]>,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}
