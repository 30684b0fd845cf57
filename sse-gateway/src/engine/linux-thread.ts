import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { refuse } from '../door/answer.ts';
import { parseRequest } from '../door/http-request.ts';
import { ringBytesMax, ringFramesMax, sliceSends } from './engine.ts';
import { createFanOut } from './fan-out.ts';
import * as libc from './libc.ts';
import { createAskers } from './askers.ts';
import { createDoor } from './linux-door.ts';
import { createGuests } from './linux-guests.ts';
import { question, type Command, type Guest, type Report, type ThreadData } from './linux-messages.ts';
import { createTags, letGo } from './linux-let-go.ts';
import { createWatch } from './linux-watch.ts';
import { createLinuxWire } from './linux-wire.ts';
import { createTidy } from './tidy.ts';

// One thread of the linux engine: its own epoll loop, from which it never returns to Node's. A socket is its descriptor and
// a few numbers in typed arrays; only those that have not been admitted yet, or are being closed, have an object.
//   asking -> waiting (for the main thread's word) -> reading, or closing -> gone

const port = parentPort!;
const given = workerData as ThreadData;
const { listener, wake, epoll, connectionsMax, headers: kept, stats: shared, headTimeoutMs, stallMs } = given;
const stats = new Float64Array(shared);
const held = new Int32Array(given.held);
const nothing = Buffer.alloc(0);

const eventsMax = 512;
// Closes in one turn of the loop, for the same reason as sends.
const closesMax = sliceSends;
// A reader has nothing to say: what it sends is thrown away, up to here.
const chatterMax = 65_536;
const sweepMs = 1_000;
const idleMs = 250;
// One that leaves newcomers to others looks this often whether it is its turn again.
const restMs = 10;
// Threads start within a tenth of a second; whoever is later than this finds fewer readers.
const startMs = 2_000;

const chatter = new Map<number, number>();
const tags = createTags();
const tidy = createTidy();
let connections = 0;
let turnedAway = 0;
let isOpen = true;
let report: Report = { requests: [], left: [], abandoned: [], passed: [] };
let hasNews = false;

const events = Buffer.alloc(libc.eventBytes * eventsMax);
const epollWatch = createWatch(epoll);
const { watch, rewatch, unwatch } = epollWatch;
const input = Buffer.alloc(65_536);
const eight = Buffer.alloc(8);
const one = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

// A new socket has room, and an event to say so would be one for each reader: only those who are full are asked about it.
const awaitRoom = (fd: number) => rewatch(fd, libc.epollIn | libc.epollOut | libc.epollGone | libc.epollEdge);
const wire = createLinuxWire((fd) => drop(fd), awaitRoom);
const { all: guests, waiting, finish, leave, ...visitors } = createGuests({ headTimeoutMs, awaitRoom, drop: (fd) => drop(fd) });
const askers = createAskers<number>(given.connectionsMax / given.sharers, (fd) => drop(fd));
const fanOut = createFanOut({
  framesMax: ringFramesMax,
  bytesMax: ringBytesMax,
  sliceSends,
  onPassed: (at, readers) => {
    report.passed.push({ at, readers });
    hasNews = true;
  },
  wire,
});

const full = () => given.fullAnswers[++turnedAway % given.fullAnswers.length]!;
const door = createDoor({
  listener,
  spare: wake,
  watch: epollWatch,
  sharers: given.sharers,
  wakeOthers: () => {
    for (const other of given.wakes) if (other !== wake) libc.write(other, one, 8);
  },
  mine: () => connections,
  held: () => Atomics.load(held, 0),
  connectionsMax,
  makeRoom: () => askers.makeRoom(performance.now()),
  full,
  onGuest: (fd, address, isAway) => {
    visitors.add(fd, address, isAway);
    if (!given.isBehindProxy) askers.add(address, fd, performance.now());
    // What it has sent by now is an event as well.
    take(fd);
  },
});
awaitSharers();
door.open();

/** Nobody takes anybody in before all can: the first to run would take all who wait. */
function awaitSharers(): void {
  Atomics.add(held, 1, 1);
  Atomics.notify(held, 1);
  const until = performance.now() + startMs;
  for (let here = Atomics.load(held, 1); here < given.sharers && performance.now() < until; here = Atomics.load(held, 1)) {
    Atomics.wait(held, 1, here, startMs);
  }
}

function drop(fd: number): void {
  const topic = fanOut.remove(fd);
  if (topic >= 0) {
    report.left.push({ topic, tag: tags.of(fd) });
    hasNews = true;
  }
  const guest = guests.get(fd);
  if (guest) askers.remove(guest.address, fd);
  guests.delete(fd);
  if (guest && waiting.delete(guest.connection)) {
    report.abandoned.push(guest.connection);
    hasNews = true;
  }
  chatter.delete(fd);
  count(-1);
  libc.close(fd);
}

/** `hasEnded`: the peer's end came with this event, and no other event will tell of it: it is read up to there. */
function hear(fd: number, hasEnded: boolean): void {
  for (;;) {
    const size = libc.recv(fd, input, input.length, libc.quiet);
    if (size < 0 && libc.errno() === libc.EAGAIN) return;
    if (size <= 0) return drop(fd);
    const guest = guests.get(fd);
    if (guest?.state === 'asking') ask(guest, input.subarray(0, size));
    else {
      const said = (chatter.get(fd) ?? 0) + size;
      if (said > chatterMax) return drop(fd);
      chatter.set(fd, said);
    }
    if ((size < input.length && !hasEnded) || (guest && !guests.has(fd))) return;
  }
}

function ask(guest: Guest, data: Buffer): void {
  const head = guest.head.length === 0 ? data : Buffer.concat([guest.head, data]);
  const parsed = parseRequest(head, guest.head.length);
  if (parsed.kind === 'incomplete') {
    // The input buffer is used again at once: what is kept is a copy.
    guest.head = guest.head.length === 0 ? Buffer.from(data) : head;
    return;
  }
  askers.remove(guest.address, guest.fd);
  if (parsed.kind === 'bad') return finish(guest, refuse(parsed.status, parsed.why));
  if (guest.isAway) return finish(guest, full());
  // Kept until it is answered: another process may have to read it again.
  guest.head = Buffer.from(head.subarray(0, parsed.end));
  guest.state = 'waiting';
  waiting.set(guest.connection, guest);
  report.requests.push(question(guest, parsed.request, kept));
  hasNews = true;
}

function obey(command: Command): void {
  switch (command.do) {
    case 'admit': {
      const guest = waiting.get(command.connection);
      if (!guest) {
        report.left.push({ topic: command.topic, tag: command.tag });
        hasNews = true;
        return;
      }
      const { fd } = guest;
      waiting.delete(command.connection);
      guests.delete(fd);
      tags.set(fd, command.tag);
      return fanOut.add(fd, command.topic, command.head);
    }
    case 'answer': {
      const guest = waiting.get(command.connection);
      if (guest) finish(guest, command.bytes);
      return;
    }
    case 'publish':
      return fanOut.publish(command.topic, command.frame, command.reset, command.at);
    case 'shed':
      return shed(command);
    case 'stop-listening':
      return door.shut();
    case 'let-go':
      report.letGo = letGo(fanOut, guests, tags, release);
      return void (hasNews = true);
    case 'adopt': {
      const { fd, topic, tag, ahead } = command.reader;
      take(fd);
      tags.set(fd, tag);
      return fanOut.add(fd, topic, ahead);
    }
    case 'adopt-guest': {
      const { fd, head, address } = command.guest;
      take(fd);
      const guest = visitors.add(fd, address);
      if (command.lastWord) finish(guest, command.lastWord);
      else if (head.length > 0) ask(guest, Buffer.from(head));
      return;
    }
    case 'close':
      isOpen = false;
  }
}

function count(more: 1 | -1): void {
  connections += more;
  Atomics.add(held, 0, more);
}

function take(fd: number): void {
  count(1);
  watch(fd, libc.epollIn | libc.epollGone | libc.epollEdge);
}

/** This socket is somebody else's from now on: nothing is told of it any more. */
function release(fd: number): void {
  unwatch(fd);
  const guest = guests.get(fd);
  if (guest) waiting.delete(guest.connection);
  if (guest) askers.remove(guest.address, fd);
  guests.delete(fd);
  chatter.delete(fd);
  count(-1);
}

function shed({ most, words, topic: from, tags: wanted }: Command & { do: 'shed' }): void {
  const some = from === undefined ? fanOut.some(most) : fanOut.of(from).filter((fd) => !wanted || wanted.has(tags.of(fd)));
  for (const [at, fd] of some.slice(0, most).entries()) {
    const isBetween = fanOut.isBetween(fd);
    const topic = fanOut.remove(fd);
    report.left.push({ topic, tag: tags.of(fd) });
    hasNews = true;
    // In the middle of a frame a last word would be read as part of it.
    leave(fd, isBetween ? words[at % words.length]! : nothing);
  }
}

function sweep(now: number): void {
  fanOut.sweep(now, now - stallMs);
  for (const guest of guests.values()) if (guest.state !== 'waiting' && guest.deadline < now) drop(guest.fd);
  tidy.look(visitors.arrivals());
}

function look(): void {
  const { readers, blocked, resets, dropped, merged } = fanOut.stats();
  stats.set([connections, readers, blocked, resets, dropped, merged, turnedAway]);
  if (!hasNews) return;
  port.postMessage(report);
  report = { requests: [], left: [], abandoned: [], passed: [] };
  hasNews = false;
}

let swept = performance.now();
while (isOpen) {
  const more = fanOut.work();
  visitors.closeSome(closesMax);
  door.look();
  const isBusy = more || hasNews || visitors.areLeaving();
  const size = libc.epollWait(epoll, events, eventsMax, isBusy ? 0 : door.isResting() ? restMs : idleMs);
  for (let at = 0; at < size; at++) {
    const what = events.readUInt32LE(at * libc.eventBytes);
    const fd = events.readInt32LE(at * libc.eventBytes + libc.eventData);
    if (fd === wake) {
      libc.read(wake, eight, 8);
      for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port))
        for (const each of got.message as Command[]) obey(each);
      // Another thread may leave somebody who waits to us.
      if (given.sharers > 1) door.acceptSome();
    } else if (fd === listener) {
      door.acceptSome();
    } else {
      // Once more for what a fan-out left behind; then what the peer says, or that it has gone.
      if (what & libc.epollOut) {
        const guest = guests.get(fd);
        if (guest?.state === 'closing' && guest.out.length > 0) visitors.pour(guest);
        else if (!guest) fanOut.writable(fd);
      }
      if (what & ~libc.epollOut && (guests.has(fd) || fanOut.holds(fd))) hear(fd, (what & libc.epollGone) !== 0);
    }
  }
  const now = performance.now();
  if (now - swept >= sweepMs) {
    swept = now;
    sweep(now);
  }
  look();
}
visitors.closeSome(Infinity);
for (const fd of [...guests.keys(), ...fanOut.some(Infinity)]) libc.close(fd);
wire.close();
door.close();
libc.close(epoll);
process.exit(0);
