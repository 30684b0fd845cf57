import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Count, Order } from './readers.ts';
import { pinned, stop, type Served } from './servers.ts';

/** The readers, alone on core 1: as many processes as their descriptors need. */
export interface Crowd extends AsyncDisposable {
  size: number;
  /** How often it may be counted: a count costs each process something, and the readers must not be what is measured. */
  pollMs: number;
  open(served: Served, wishes?: Partial<Pick<Order & { order: 'open' }, 'headers' | 'pages' | 'stalled' | 'isStrict'>>): void;
  /** Those who read must next see the event after this one. */
  expect(seq: number): void;
  cut(): void;
  count(): Promise<Omit<Count, 'told'>>;
}

export const crowdCore = '1';
// A process may have 20,000 descriptors where nobody raised the limit; some are Node's own.
const readersAProcess = 18_500;
const pollMsMin = 25;
const pollMsAProcess = 3;
// Asked and not answered yet, over all processes: below the listener's backlog of 4,096.
const windowMax = 2_048;

export async function gatherCrowd(size: number): Promise<Crowd> {
  const count = Math.ceil(size / readersAProcess);
  const shares = Array.from({ length: count }, (_, at) => Math.floor((size * (at + 1)) / count) - Math.floor((size * at) / count));
  const file = fileURLToPath(new URL('./readers.ts', import.meta.url));
  const children = shares.map(() => fork(file, [], { ...pinned(crowdCore), stdio: ['ignore', 2, 2, 'ipc'] }));
  const tellAll = (what: (at: number) => Order) => children.forEach((child, at) => void child.send(what(at)));
  return {
    size,
    pollMs: Math.max(pollMsMin, pollMsAProcess * count),
    open: ({ port, path }, { headers = '', pages = 1, stalled = 0, isStrict = false } = {}) =>
      tellAll((at) => ({
        order: 'open',
        port,
        network: at,
        path,
        headers,
        pages,
        isStrict,
        first: Math.floor((size * at) / count),
        count: shares[at]!,
        stalled: Math.round((stalled * shares[at]!) / size),
        restMs: count,
        window: Math.max(16, Math.floor(windowMax / count)),
      })),
    expect: (seq) => tellAll(() => ({ order: 'expect', seq })),
    cut: () => tellAll(() => ({ order: 'cut' })),
    count: async () => sum(await Promise.all(children.map(ask))),
    [Symbol.asyncDispose]: async () => void (await Promise.all(children.map((child) => stop(child)))),
  };
}

function ask(child: ChildProcess): Promise<Count> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('a process of readers has ended'));
    if (child.exitCode !== null) return gone();
    child.once('exit', gone);
    child.once('message', (told: Count) => {
      child.off('exit', gone);
      resolve(told);
    });
    child.send({ order: 'count' } satisfies Order);
    return undefined;
  });
}

function sum(counts: Count[]): Omit<Count, 'told'> {
  const add = (what: 'open' | 'cpuSeconds' | 'lost' | 'events' | 'bytes' | 'missed' | 'repeated') =>
    counts.reduce((total, count) => total + count[what], 0);
  return {
    open: add('open'),
    cpuSeconds: add('cpuSeconds'),
    lost: add('lost'),
    events: add('events'),
    bytes: add('bytes'),
    missed: add('missed'),
    repeated: add('repeated'),
    lastId: counts.find(({ lastId }) => lastId)?.lastId ?? '',
    lastAt: Math.max(...counts.map(({ lastAt }) => lastAt)),
    latencies: counts.flatMap(({ latencies }) => latencies),
  };
}
