import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Count, Order } from './readers.ts';

/** Readers of event streams, by the thousand: as many processes as their descriptors need. Linux only. */
export interface Crowd extends AsyncDisposable {
  size: number;
  /** How often it may be counted: a count costs each process something, and the readers must not be what is measured. */
  pollMs: number;
  open(door: Door, wishes?: Partial<Pick<Order & { order: 'open' }, 'headers' | 'pages' | 'stalled' | 'isStrict' | 'looksFor'>>): void;
  /** Those who read must next see the event after this one. */
  expect(seq: number): void;
  cut(): void;
  count(): Promise<Omit<Count, 'told'>>;
}

/** Where they are let in. */
export interface Door {
  port: number;
  /** `#` stands for a page's number, as twelve hexadecimal digits. */
  path: string;
  /** It listens at 127.0.0.1 alone, and not at all addresses of this machine: for no more readers than an address has ports. */
  isOneAddress?: boolean;
}

// A process may have 20,000 descriptors where nobody raised the limit; some are Node's own.
const readersAProcess = 18_500;
const pollMsMin = 25;
const pollMsAProcess = 3;
// Asked and not answered yet, over all processes: below the listener's backlog of 4,096.
const windowMax = 2_048;

/** `how` they are started: a bench has them on a core of their own. */
export async function gatherCrowd(size: number, how: ForkOptions = {}): Promise<Crowd> {
  const count = Math.ceil(size / readersAProcess);
  const shares = Array.from({ length: count }, (_, at) => Math.floor((size * (at + 1)) / count) - Math.floor((size * at) / count));
  const file = fileURLToPath(new URL('./readers.ts', import.meta.url));
  // Of a group of their own: what a terminal tells all of its programs is for whoever started us, and the readers end with him.
  const children = shares.map(() => fork(file, [], { ...how, detached: true, stdio: ['ignore', 2, 2, 'ipc'] }));
  // One that has ended is told by its end: that nothing can be written to it any more is no news.
  for (const child of children) child.on('error', () => undefined);
  const tellAll = (what: (at: number) => Order) => children.forEach((child, at) => void child.send(what(at)));
  return {
    size,
    pollMs: Math.max(pollMsMin, pollMsAProcess * count),
    open: ({ port, path, isOneAddress = false }, { headers = '', pages = 1, stalled = 0, isStrict = false, looksFor = 'marks' } = {}) =>
      tellAll((at) => ({
        order: 'open',
        port,
        network: isOneAddress ? -1 : at,
        path,
        headers,
        pages,
        isStrict,
        looksFor,
        first: Math.floor((size * at) / count),
        count: shares[at]!,
        stalled: Math.round((stalled * shares[at]!) / size),
        restMs: count,
        window: Math.max(16, Math.floor(windowMax / count)),
      })),
    expect: (seq) => tellAll(() => ({ order: 'expect', seq })),
    cut: () => tellAll(() => ({ order: 'cut' })),
    count: async () => sum(await Promise.all(children.map(ask))),
    [Symbol.asyncDispose]: async () => void (await Promise.all(children.map(end))),
  };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
    return undefined;
  });
}

function ask(child: ChildProcess): Promise<Count> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('a process of readers has ended'));
    if (!child.connected) return gone();
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
