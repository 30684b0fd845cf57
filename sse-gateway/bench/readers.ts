import * as libc from '../src/engine/libc.ts';
import koffi from 'koffi';

// Many readers in one process: a loop over epoll, like the engine's. Started by the bench, which it obeys through messages.

export type Order =
  | { order: 'open'; port: number; path: string; headers: string; count: number; addresses: number; stalled: number }
  | { order: 'count' }
  | { order: 'cut' };
export type Count = {
  told: 'count';
  open: number;
  lost: number;
  /** Events seen by all readers together, and when the last of them came. */
  events: number;
  lastAt: number;
  /** Milliseconds from the mark in an event to its arrival, of a sample. */
  latencies: number[];
};

const connect = koffi.load('libc.so.6').func('int connect(int, void*, uint)') as (fd: number, at: Uint8Array, size: number) => number;
const epoll = libc.epollCreate1(libc.closeOnExec);
const event = Buffer.alloc(libc.eventBytes);
const events = Buffer.alloc(libc.eventBytes * 1_024);
const input = Buffer.alloc(1 << 20);
const at = Buffer.alloc(16);
const mark = Buffer.from('@@');

const fds = new Set<number>();
const stalled = new Set<number>();
const asked = new Set<number>();
/** Those who were answered: a server may accept long before it admits. */
const answered = new Set<number>();
let request: Buffer = Buffer.alloc(0);
let count: Omit<Count, 'told' | 'open'> = { lost: 0, events: 0, lastAt: 0, latencies: [] };
let turn = 0;

process.on('message', (order: Order) => {
  if (order.order === 'open') open(order);
  else if (order.order === 'cut') for (const fd of fds) cut(fd);
  else {
    process.send?.({ told: 'count', open: answered.size + stalled.size, ...count } satisfies Count);
    count = { lost: 0, events: 0, lastAt: 0, latencies: [] };
  }
});
process.on('disconnect', () => process.exit(0));

function open({ port, path, headers, count: wanted, addresses, stalled: silent }: Order & { order: 'open' }): void {
  request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n${headers}\r\n`);
  for (let n = 0; n < wanted; n++) {
    const fd = libc.socket(2, 1 | libc.nonBlocking | libc.closeOnExec, 0);
    if (fd < 0) throw new Error(`no more descriptors after ${n} readers`);
    at.fill(0);
    at.writeUInt16LE(2, 0);
    at.writeUInt16BE(port, 2);
    at.set([127, 0, 0, 1 + (n % addresses)], 4);
    connect(fd, at, 16);
    event.writeUInt32LE((libc.epollIn | libc.epollOut | libc.epollGone | libc.epollEdge) >>> 0, 0);
    event.writeInt32LE(fd, libc.eventData);
    libc.epollCtl(epoll, 1, fd, event);
    fds.add(fd);
    if (n < silent) stalled.add(fd);
    if (n % 256 === 255) look(0);
  }
}

function cut(fd: number): void {
  fds.delete(fd);
  stalled.delete(fd);
  asked.delete(fd);
  answered.delete(fd);
  libc.close(fd);
}

function look(ms: number): void {
  const ready = libc.epollWait(epoll, events, 1_024, ms);
  for (let n = 0; n < ready; n++) {
    const what = events.readUInt32LE(n * libc.eventBytes);
    const fd = events.readInt32LE(n * libc.eventBytes + libc.eventData);
    if (what & libc.epollOut && !asked.has(fd)) {
      asked.add(fd);
      libc.send(fd, request, request.length, libc.quiet);
    }
    if (what & ~libc.epollOut && !stalled.has(fd)) hear(fd);
  }
}

function hear(fd: number): void {
  for (;;) {
    const size = libc.recv(fd, input, input.length, libc.quiet);
    if (size < 0 && libc.errno() === libc.EAGAIN) return;
    if (size <= 0) {
      count.lost++;
      return cut(fd);
    }
    answered.add(fd);
    const now = performance.timeOrigin + performance.now();
    const data = input.subarray(0, size);
    for (let found = data.indexOf(mark); found >= 0; found = data.indexOf(mark, found + 2)) {
      count.events++;
      // Every sixteenth is looked at closely: the generator must not be what is measured.
      if (turn++ % 16 === 0 && found + 17 <= size) count.latencies.push(now - Number(data.toString('latin1', found + 2, found + 17)));
      count.lastAt = now;
    }
    if (size < input.length) return;
  }
}

// Messages from the bench come in between: Node's own loop gets its turn after each look.
const loop = () => {
  for (let looks = 0; looks < 8; looks++) look(0);
  look(1);
  setImmediate(loop);
};
loop();
