import koffi from 'koffi';
import * as libc from '@pharos/sse-gateway/libc';
import { createNewsTally } from './news-tally.ts';
import { createTally, type Tally } from './tally.ts';

// Many readers in one process: a loop over epoll, like the engine's. Started by the crowd, which it obeys through messages.

export type Order =
  | {
      order: 'open';
      port: number;
      /** Each process of a crowd has its own addresses, and so its own ports; -1: there is one address for all. */
      network: number;
      /** `#` in it stands for the page's number, as twelve hexadecimal digits. */
      path: string;
      pages: number;
      headers: string;
      /** Readers of the processes before this one: pages are dealt round over all of them. */
      first: number;
      count: number;
      /** How many of them never read a byte after the request. */
      stalled: number;
      /** Asked and not answered yet, at most: a kernel's backlog is not what is measured. */
      window: number;
      /** How long it waits when nothing comes: all processes together look a thousand times a second, few or many. */
      restMs: number;
      /** Each event is looked at, and must be the one after the last. */
      isStrict: boolean;
      /** What is noted of an event: the mark of a bench, or when a responder of a load sent it. */
      looksFor: 'marks' | 'news';
    }
  | { order: 'count' }
  | { order: 'expect'; seq: number }
  | { order: 'cut' };
export type Count = { told: 'count'; open: number; cpuSeconds: number } & Tally;

const connect = koffi.load('libc.so.6').func('int connect(int, void*, uint)') as (fd: number, at: Uint8Array, size: number) => number;
const epoll = libc.epollCreate1(libc.closeOnExec);
const event = Buffer.alloc(libc.eventBytes);
const eventsMax = 1_024;
const events = Buffer.alloc(libc.eventBytes * eventsMax);
const ready = new DataView(events.buffer, events.byteOffset, events.length);
const input = Buffer.alloc(1 << 20);
const at = Buffer.alloc(16);
// Ports of one address: ~28,000 by default, and the kernel searches long for the last of them.
const readersAnAddress = 14_000;
const fdsMax = 65_536;
const inProgress = 115;

/** 0: none; then what a descriptor is waiting for. */
const none = 0;
const asking = 1;
const asked = 2;
const answered = 3;
const silent = 4;
const states = new Uint8Array(fdsMax);
const pageOf = new Uint32Array(fdsMax);
let tally = createTally(fdsMax);
let requests: (page: number) => Buffer = () => input;
let opening: (Order & { order: 'open' }) | undefined;
let opened = 0;
let underWay = 0;
let open = 0;
let highest = 0;

process.on('message', (order: Order) => {
  switch (order.order) {
    case 'open': {
      const [before = '', after] = order.path.split('#');
      const rest = `${after ?? ''} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n${order.headers}\r\n`;
      const one = Buffer.from(`GET ${before}${rest}`);
      requests = after === undefined ? () => one : (page) => Buffer.from(`GET ${before}${page.toString(16).padStart(12, '0')}${rest}`);
      opening = order;
      opened = 0;
      if (order.looksFor === 'news') tally = createNewsTally(fdsMax);
      tally.begin(order.isStrict);
      return;
    }
    case 'expect':
      return tally.expect(order.seq);
    case 'cut':
      for (let fd = 0; fd <= highest; fd++) if (states[fd] !== none) cut(fd);
      return;
    case 'count': {
      const { user, system } = process.cpuUsage();
      process.send?.({ told: 'count', open, cpuSeconds: (user + system) / 1e6, ...tally.take() } satisfies Count);
    }
  }
});
process.on('disconnect', () => process.exit(0));

/** Some more of those that are to be opened. */
function openSome(): void {
  if (!opening) return;
  const { port, network, pages, first, count, window } = opening;
  const addresses = Math.ceil(count / readersAnAddress);
  for (let turn = 0; turn < 256 && underWay < window && opened < count; turn++, opened++) {
    const fd = libc.socket(2, 1 | libc.nonBlocking | libc.closeOnExec, 0);
    if (fd < 0) throw new Error(`no more descriptors after ${opened} readers (errno ${libc.errno()})`);
    at.fill(0);
    at.writeUInt16LE(2, 0);
    at.writeUInt16BE(port, 2);
    at.set(network < 0 ? [127, 0, 0, 1] : [127, 0, network, 1 + (opened % addresses)], 4);
    if (connect(fd, at, 16) !== 0 && libc.errno() !== inProgress) throw new Error(`no connection: errno ${libc.errno()}`);
    event.writeUInt32LE((libc.epollIn | libc.epollOut | libc.epollGone | libc.epollEdge) >>> 0, 0);
    event.writeInt32LE(fd, libc.eventData);
    libc.epollCtl(epoll, 1, fd, event);
    states[fd] = asking;
    pageOf[fd] = (first + opened) % pages;
    highest = Math.max(highest, fd);
    underWay++;
  }
}

function cut(fd: number): void {
  if (states[fd] === asked || states[fd] === asking) underWay--;
  else open--;
  states[fd] = none;
  // A close with unread or unsent data, or with no time to linger, is a reset: the server learns of it at once.
  libc.setsockopt(fd, 1, 13, noLinger, 8);
  libc.close(fd);
}
const noLinger = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

function look(ms: number): number {
  const count = libc.epollWait(epoll, events, eventsMax, ms);
  for (let n = 0; n < count; n++) {
    const what = ready.getUint32(n * libc.eventBytes, true);
    const fd = ready.getInt32(n * libc.eventBytes + libc.eventData, true);
    const state = states[fd];
    if (state === asking && what & libc.epollOut) ask(fd);
    if (what & ~libc.epollOut && state !== silent && state !== none) hear(fd);
  }
  if (count > 0) tally.stamp();
  return count;
}

function ask(fd: number): void {
  const request = requests(pageOf[fd]!);
  libc.send(fd, request, request.length, libc.quiet);
  if (open < opening!.stalled) {
    states[fd] = silent;
    underWay--;
    open++;
  } else states[fd] = asked;
}

function hear(fd: number): void {
  for (;;) {
    const size = libc.recv(fd, input, input.length, libc.quiet);
    if (size < 0 && libc.errno() === libc.EAGAIN) return;
    if (size <= 0) {
      tally.lost();
      return cut(fd);
    }
    if (states[fd] === asked) {
      states[fd] = answered;
      underWay--;
      open++;
      tally.greet(fd, input, size);
    } else tally.note(fd, input, size);
    if (size < input.length) return;
  }
}

// Node's own loop, which the bench's messages come by, gets its turn after each few looks, and when there is one to be read:
// processes that each looked a thousand times a second would be most of what their core does when there are fifty.
const topic = 3;
event.writeUInt32LE(libc.epollIn, 0);
event.writeInt32LE(topic, libc.eventData);
libc.epollCtl(epoll, 1, topic, event);
const loop = () => {
  for (let looks = 0; looks < 8; looks++) {
    openSome();
    if (look(0) === 0) break;
  }
  look(opening && opened < opening.count && underWay < opening.window ? 0 : (opening?.restMs ?? 1));
  setImmediate(loop);
};
loop();
