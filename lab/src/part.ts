import { Problem } from '@pharos/core/problem';

export type PartState = 'stopped' | 'starting' | 'running' | 'frozen' | 'stopping' | 'failed';

/** What runs behind a part while it runs. */
export interface Running {
  url?: string;
  stop(): Promise<void>;
  /** Ends it with no chance to tidy up. */
  kill(): Promise<void>;
  /** Absent where it cannot be frozen: within a process that others share. */
  freeze?(): void;
  thaw?(): void;
  /** Resolves when it ended without being asked. */
  ended?: Promise<string>;
}

/** One thing of a region that can be started, stopped, killed and frozen: a server, or one role. */
export interface Part {
  name: string;
  region: string;
  kind: 'server' | 'role';
  state(): PartState;
  /** Why it failed, while it is failed. */
  trouble(): string | undefined;
  url(): string | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** The same as seen by a supervisor: it ended, and nobody had asked. */
  crash(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export interface PartOptions {
  name: string;
  region: string;
  kind: Part['kind'];
  open(): Promise<Running>;
  onChange(part: Part): void;
}

/**
 * stopped -> starting -> running -> stopping -> stopped; running <-> frozen. A start that fails, or an end that nobody
 * asked for, is `failed` until the next start. Asks are taken one after the other, so that a start waits for the stop before it.
 */
export function createPart({ name, region, kind, open, onChange }: PartOptions): Part {
  let state: PartState = 'stopped';
  let trouble: string | undefined;
  let running: Running | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const become = (next: PartState, why?: string) => {
    state = next;
    trouble = why;
    onChange(part);
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined); // told to the one who asked
    return turn;
  };
  const end = async (how: 'stop' | 'kill') => {
    const ending = running;
    running = undefined;
    if (!ending) return become('stopped');
    become('stopping');
    await ending[how]();
    become('stopped');
  };
  const start = async () => {
    if (running) return;
    become('starting');
    try {
      const opened = await open();
      running = opened;
      become('running');
      opened.ended?.then(
        (how) => {
          if (running !== opened) return;
          running = undefined;
          become('failed', how);
        },
        () => undefined, // never rejects
      );
    } catch (error) {
      become('failed', (error as Error).message);
      throw error;
    }
  };
  const signal = (what: 'freeze' | 'thaw', next: PartState) => {
    if (!running) throw new Problem('conflict', `${name} in ${region} is ${state}`);
    if (!running[what]) throw new Problem('conflict', `${name} shares its process: start with --real to ${what} it`);
    running[what]();
    become(next);
  };

  const part: Part = {
    name,
    region,
    kind,
    state: () => state,
    trouble: () => trouble,
    url: () => running?.url,
    start: () => inTurn(start),
    stop: () => inTurn(() => end('stop')),
    kill: () => inTurn(() => end('kill')),
    crash: () =>
      inTurn(async () => {
        if (!running?.ended)
          throw new Problem('conflict', `${name} in ${region} is ${state}, or shares its process: only a process can crash`);
        const { ended } = running;
        await running.kill();
        await ended;
      }),
    freeze: () => signal('freeze', 'frozen'),
    thaw: () => signal('thaw', 'running'),
  };
  return part;
}
