import { Problem } from '@pharos/core/problem';

export interface TurnsOptions {
  /** So many pieces of work at a time. */
  atOnceMax: number;
  /** So many may wait, of one asker and of all. */
  perAskerMax: number;
  waitingMax: number;
}

/**
 * Lets askers take turns: who asks for a thousand things waits behind himself, and who asks for one behind one of each other
 * asker. A line alone would serve them in the order they came, and a stranger's crowd of questions before anybody else's one.
 */
export type Turns = <T>(asker: string, work: () => Promise<T>) => Promise<T>;

export function createTurns({ atOnceMax, perAskerMax, waitingMax }: TurnsOptions): Turns {
  // In the order of their next turn: who had one goes to the end.
  const queues = new Map<string, (() => void)[]>();
  let underWay = 0;
  let waiting = 0;

  const wait = async (asker: string): Promise<void> => {
    const queue = queues.get(asker) ?? [];
    if (queue.length >= perAskerMax || waiting >= waitingMax) throw new Problem('unavailable', 'too many of these questions wait');
    queues.set(asker, queue);
    waiting++;
    await new Promise<void>((resolve) => queue.push(resolve));
  };

  // A place is handed on, not given back and taken again: nobody slips in between.
  const handOn = (): void => {
    const [first] = queues;
    if (!first) return void underWay--;
    const [asker, queue] = first;
    const begin = queue.shift()!;
    queues.delete(asker);
    if (queue.length > 0) queues.set(asker, queue);
    waiting--;
    begin();
  };

  return async (asker, work) => {
    if (underWay < atOnceMax) underWay++;
    else await wait(asker);
    try {
      return await work();
    } finally {
      handOn();
    }
  };
}
