import { admission } from './admission.ts';
import type { Bar, Figures } from './bar.ts';
import { broadcast } from './broadcast.ts';
import { capacity } from './capacity.ts';
import { commitToSocket } from './commit.ts';
import { manyPages } from './many-pages.ts';
import { serveNchan, serveOurs, type Serve } from './servers.ts';
import { stalled } from './stalled.ts';
import { storm } from './storm.ts';
import { sustained } from './sustained.ts';

export interface Row {
  name: string;
  title: string;
  /** Minutes, and gigabytes: not among those that run unasked. */
  isLong?: boolean;
  runs?: number;
  contestants: { name: string; measure(): Promise<Figures> }[];
  bars: Bar[];
}

const linux: [string, Serve] = ['linux', serveOurs('linux')];
const portable: [string, Serve] = ['portable', serveOurs('portable')];
const nchan: [string, Serve] = ['nchan', serveNchan];
const each = (servers: [string, Serve][], measure: (serve: Serve) => Promise<Figures>) =>
  servers.map(([name, serve]) => ({ name, measure: () => measure(serve) }));
// Tables of 20,000 descriptors each, and some to spare.
const tablesFor = (readers: number) => Math.ceil(readers / 18_000);
// The kernel deals connections over the tables by a hash: with fifty of them the fullest has a fifth more than the mean.
const roomyTablesFor = (readers: number) => Math.ceil(readers / 14_000);

const perCpu = { figure: 'deliveriesPerCpuSecond', to: { server: 'nchan' }, unit: 'x', is: 'at least' } as const;

const lastWithin = (ms: number): Bar => ({
  what: 'time until the last reader',
  of: 'linux',
  figure: 'lastReaderMs',
  unit: 'ms',
  is: 'at most',
  floor: ms,
});

/** Every promise of the engines that can be measured on one machine, with what is asked of it. */
export const rows: Row[] = [
  {
    name: 'broadcast',
    title: '18,000 readers of one page, events of 300 B one at a time',
    contestants: each([linux, nchan, portable], (serve) => broadcast(serve, { readers: 18_000, events: 10, tables: 1 })),
    bars: [
      { what: 'deliveries per CPU-second beside Nchan', of: 'linux', ...perCpu, floor: 1.45, goal: 1.6 },
      { what: 'the same, portable', of: 'portable', ...perCpu, floor: 1.05, goal: 1.15 },
    ],
  },
  {
    name: 'rate-50',
    title: '10,000 readers x 50 events/s',
    contestants: each([linux, nchan, portable], (serve) => sustained(serve, { readers: 10_000, perSecond: 50, seconds: 5 })),
    bars: [
      { what: 'delivered of what was offered', of: 'linux', figure: 'deliveredShare', unit: '', is: 'at least', floor: 0.99, goal: 0.995 },
      { what: 'p99', of: 'linux', figure: 'p99Ms', unit: 'ms', is: 'at most', floor: 100, goal: 60 },
    ],
  },
  {
    name: 'rate-200',
    title: '10,000 readers x 200 events/s',
    contestants: each([linux, nchan, portable], (serve) => sustained(serve, { readers: 10_000, perSecond: 200, seconds: 5 })),
    bars: [
      {
        what: 'deliveries per second beside Nchan',
        of: 'linux',
        figure: 'deliveriesPerSecond',
        to: { server: 'nchan' },
        unit: 'x',
        is: 'at least',
        floor: 6,
        goal: 7.5,
      },
      { what: 'p50', of: 'linux', figure: 'p50Ms', unit: 'ms', is: 'at most', floor: 60 },
    ],
  },
  {
    name: 'accept',
    title: '18,000 readers come, three times over',
    contestants: each([linux, nchan, portable], (serve) => admission(serve, 18_000)),
    bars: [
      {
        what: 'accepted and admitted per CPU-second beside Nchan',
        of: 'linux',
        figure: 'admittedPerCpuSecond',
        to: { server: 'nchan' },
        unit: 'x',
        is: 'at least',
        floor: 0.7,
        goal: 1.1,
      },
    ],
  },
  {
    name: 'storm',
    title: '18,000 readers dropped at once; 2 events meanwhile; all come back with the id they saw',
    contestants: each([linux, nchan], (serve) => storm(serve, 18_000)),
    bars: [
      {
        what: 'time beside Nchan',
        of: 'linux',
        figure: 'backMs',
        to: { server: 'nchan' },
        unit: 'x',
        is: 'at most',
        floor: 0.4,
        goal: 0.2,
      },
      { what: 'missed', of: 'linux', figure: 'missed', unit: 'events', is: 'at most', floor: 0 },
      { what: 'repeated', of: 'linux', figure: 'repeated', unit: 'events', is: 'at most', floor: 0 },
    ],
  },
  {
    name: 'stalled',
    title: '10,000 readers, then the same with 1,000 of them that never read; 400 events of 2 KB at 40/s',
    contestants: each([linux, nchan], (serve) => stalled(serve, 10_000)),
    bars: [
      {
        what: 'p99 of the healthy beside none stalled',
        of: 'linux',
        figure: 'p99Ms',
        to: { figure: 'p99MsBefore' },
        unit: 'x',
        is: 'at most',
        floor: 1.2,
        goal: 1.05,
      },
      { what: 'memory for each that never reads', of: 'linux', figure: 'bytesPerStalled', unit: 'B', is: 'at most', floor: 131_072 },
    ],
  },
  {
    name: 'commit',
    title: 'two whole regions 80 ms apart: from a committed write to the socket of a reader',
    isLong: true,
    runs: 1,
    contestants: [{ name: 'pharos', measure: () => commitToSocket(80) }],
    bars: [
      { what: 'p99 in the same region', of: 'pharos', figure: 'nearP99Ms', unit: 'ms', is: 'at most', floor: 50, goal: 30 },
      { what: 'p99 in the other region', of: 'pharos', figure: 'farP99Ms', unit: 'ms', is: 'at most', floor: 200, goal: 150 },
    ],
  },
  {
    name: 'pages',
    title: '10,000 pages x 10 readers, 1,000 events/s over all of them',
    isLong: true,
    contestants: each([linux], (serve) => manyPages(serve, { pages: 10_000, readersAPage: 10, perSecond: 1_000, seconds: 5, tables: 6 })),
    bars: [{ what: 'p99', of: 'linux', figure: 'p99Ms', unit: 'ms', is: 'at most', floor: 100, goal: 50 }],
  },
  {
    name: 'broadcast-100k',
    title: '100,000 readers of one page, on one core',
    isLong: true,
    contestants: each([linux, nchan], (serve) => broadcast(serve, { readers: 100_000, events: 5, tables: tablesFor(100_000) })),
    bars: [
      { what: 'deliveries per CPU-second beside Nchan', of: 'linux', ...perCpu, floor: 1.35, goal: 1.55 },
      {
        what: 'time until the last reader beside Nchan',
        of: 'linux',
        figure: 'lastReaderMs',
        to: { server: 'nchan' },
        unit: 'x',
        is: 'at most',
        floor: 0.75,
        goal: 0.65,
      },
      { what: 'memory for each reader', of: 'linux', figure: 'bytesPerReader', unit: 'B', is: 'at most', floor: 512, goal: 200 },
    ],
  },
  ...[500_000, 1_000_000].map((readers): Row => ({
    name: readers === 500_000 ? 'hold-500k' : 'hold-1m',
    title: `${readers.toLocaleString('en')} readers held beside their generator, and one event for all`,
    isLong: true,
    runs: 1,
    contestants: each([linux], (serve) => capacity(serve, readers, roomyTablesFor(readers))),
    bars: [
      { what: 'lost', of: 'linux', figure: 'lost', unit: 'readers', is: 'at most', floor: 0 },
      ...(readers > 500_000 ? [lastWithin(10_000)] : []),
    ],
  })),
];
