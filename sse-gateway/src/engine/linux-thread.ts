import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { sliceSends } from './engine.ts';
import * as libc from './libc.ts';
import { createDoor } from './linux-door.ts';
import { createHear } from './linux-hear.ts';
import type { Command, ThreadData } from './linux-messages.ts';
import { createNews } from './linux-news.ts';
import { createObey } from './linux-obey.ts';
import { createSockets } from './linux-sockets.ts';
import { createWatch } from './linux-watch.ts';
import { createTidy } from './tidy.ts';

// One thread of the linux engine: its own epoll loop, from which it never returns to Node's. What becomes of a socket is described
// in `linux-sockets.ts`, of those who come in in `linux-door.ts`. A thread is:
//   starting   until all who share its listener can take somebody in
//   running    a turn of the loop: send, close, wait for events, do what they say, tell the main thread
//   closing    it was told so: every socket is closed, and the thread ends

const port = parentPort!;
const given = workerData as ThreadData;
const { listener, wake, epoll } = given;

const eventsMax = 512;
// Closes in one turn of the loop, for the same reason as sends.
const closesMax = sliceSends;
const sweepMs = 1_000;
const idleMs = 250;
// One that leaves newcomers to others looks this often whether it is its turn again.
const restMs = 10;
// Threads start within a tenth of a second; whoever is later than this finds fewer readers.
const startMs = 2_000;

const stats = new Float64Array(given.stats);
const events = Buffer.alloc(libc.eventBytes * eventsMax);
const eight = Buffer.alloc(8);
const one = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
const thread: { state: 'starting' | 'running' | 'closing' } = { state: 'starting' };

const tidy = createTidy();
const news = createNews((report) => port.postMessage(report));
const epollWatch = createWatch(epoll);
const sockets = createSockets(given, epollWatch, news);
const { guests, askers, fanOut } = sockets;
const { hear, ask } = createHear(sockets, news, given.headers);
const held = new Int32Array(given.held);
const door = createDoor({
  listener,
  spare: wake,
  watch: epollWatch,
  sharers: given.sharers,
  wakeOthers: () => {
    for (const other of given.wakes) if (other !== wake) libc.write(other, one, 8);
  },
  mine: sockets.connections,
  held: () => Atomics.load(held, 0),
  connectionsMax: given.connectionsMax,
  makeRoom: () => askers.makeRoom(performance.now()),
  full: sockets.full,
  onGuest: (fd, address, isAway) => {
    guests.add(fd, address, isAway);
    if (!given.isBehindProxy) askers.add(address, fd, performance.now());
    // What it has sent by now is an event as well.
    sockets.take(fd);
  },
});
const obey = createObey({ sockets, door, ask, news, onClose: () => void (thread.state = 'closing') });

awaitSharers();
door.open();
thread.state = 'running';
let swept = performance.now();
while (thread.state === 'running') {
  turn();
  const now = performance.now();
  if (now - swept >= sweepMs) {
    swept = now;
    sockets.sweep(now);
    tidy.look(guests.arrivals());
  }
  tell();
}
sockets.close();
door.close();
libc.close(epoll);
process.exit(0);

/** Nobody takes anybody in before all can: the first to run would take all who wait. */
function awaitSharers(): void {
  Atomics.add(held, 1, 1);
  Atomics.notify(held, 1);
  const until = performance.now() + startMs;
  for (let here = Atomics.load(held, 1); here < given.sharers && performance.now() < until; here = Atomics.load(held, 1)) {
    Atomics.wait(held, 1, here, startMs);
  }
}

function turn(): void {
  const more = fanOut.work();
  guests.closeSome(closesMax);
  door.look();
  const isBusy = more || news.isWaiting() || guests.areLeaving();
  const size = libc.epollWait(epoll, events, eventsMax, isBusy ? 0 : door.isResting() ? restMs : idleMs);
  for (let at = 0; at < size; at++) {
    const what = events.readUInt32LE(at * libc.eventBytes);
    const fd = events.readInt32LE(at * libc.eventBytes + libc.eventData);
    if (fd === wake) wakeUp();
    else if (fd === listener) door.acceptSome();
    else attend(fd, what);
  }
}

function wakeUp(): void {
  libc.read(wake, eight, 8);
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) for (const each of got.message as Command[]) obey(each);
  // Another thread may leave somebody who waits to us.
  if (given.sharers > 1) door.acceptSome();
}

/** Sends what had no room before; then hears what the peer says, or that it has gone. */
function attend(fd: number, what: number): void {
  if (what & libc.epollOut) {
    const guest = guests.all.get(fd);
    if (guest?.state === 'closing' && guest.out.length > 0) guests.pour(guest);
    else if (!guest) fanOut.writable(fd);
  }
  if (what & ~libc.epollOut && (guests.all.has(fd) || fanOut.holds(fd))) hear(fd, (what & libc.epollGone) !== 0);
}

function tell(): void {
  const { readers, blocked, resets, dropped, merged } = fanOut.stats();
  stats.set([sockets.connections(), readers, blocked, resets, dropped, merged, sockets.turnedAway()]);
  news.sendAll();
}
