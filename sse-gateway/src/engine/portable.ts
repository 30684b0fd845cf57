import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { run } from '@pharos/core/run';
import { refuse } from '../door/answer.ts';
import { headMax, parseRequest } from '../door/http-request.ts';
import {
  awayMax,
  headTimeoutMs as usualHeadTimeoutMs,
  ringBytesMax,
  ringFramesMax,
  sliceSends,
  stallMs as usualStallMs,
  type Answering,
  type Connection,
  type Engine,
  type EngineOptions,
} from './engine.ts';
import { createAskers } from './askers.ts';
import { createFanOut } from './fan-out.ts';

interface Visitor {
  socket: Socket;
  address: string;
  head: Buffer;
  connection: Connection;
  state: 'asking' | 'waiting' | 'reading' | 'closing';
  slot: number;
  topic: number;
  tag: number;
  /** Somebody is told when its write has left. */
  isAwaited: boolean;
  /** When its head must be complete. */
  deadline: number;
  /** Beyond the limit of sockets: it is told so, whatever it asks. */
  isAway: boolean;
}

// How often late heads and stalled readers are looked for.
const sweepMs = 1_000;
// A reader has nothing to say: what it sends is ignored, up to here.
const chatterMax = 65_536;
const nothing = Buffer.alloc(0);

/** The engine for any platform: Node's own sockets. One write of a reader is under way at a time, so nothing queues up for it. */
export async function createPortableEngine(options: EngineOptions): Promise<Engine> {
  const { host, port, handlers, connectionsMax, headTimeoutMs = usualHeadTimeoutMs, stallMs = usualStallMs } = options;
  const visitors = new Map<Connection, Visitor>();
  const bySlot: (Visitor | undefined)[] = [];
  const freeSlots: number[] = [];
  const held = { connections: 0, turnedAway: 0 };
  const askers = createAskers<Visitor>(connectionsMax, ({ socket }) => socket.destroy());
  const hasAsked = (visitor: Visitor) => askers.remove(visitor.address, visitor);
  let serial = 0;
  let scheduled = false;

  const fanOut = createFanOut({
    framesMax: ringFramesMax,
    bytesMax: ringBytesMax,
    sliceSends,
    onPassed: handlers.onPassed,
    wire: {
      send: (slot, data, from) => {
        const visitor = bySlot[slot];
        if (!visitor || visitor.socket.destroyed) return -1;
        const { socket } = visitor;
        if (socket.writableLength > 0) {
          // `drain` would not come for a write that was small: an empty one behind it tells when it has left.
          if (!visitor.isAwaited) socket.write(nothing, () => written(visitor));
          visitor.isAwaited = true;
          return 0;
        }
        socket.write(from === 0 ? data : data.subarray(from));
        return data.length - from;
      },
      drop: (slot) => bySlot[slot]?.socket.resetAndDestroy(),
    },
  });

  const written = (visitor: Visitor) => {
    visitor.isAwaited = false;
    if (visitor.slot >= 0) fanOut.writable(visitor.slot);
  };

  const work = () => {
    scheduled = fanOut.work();
    if (scheduled) setImmediate(work);
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(work);
  };

  const leaveSlot = (visitor: Visitor) => {
    if (visitor.slot < 0) return;
    fanOut.remove(visitor.slot);
    bySlot[visitor.slot] = undefined;
    freeSlots.push(visitor.slot);
    visitor.slot = -1;
    handlers.onLeft(visitor.topic, visitor.tag);
  };

  const left = (visitor: Visitor) => {
    held.connections--;
    hasAsked(visitor);
    visitors.delete(visitor.connection);
    if (visitor.state === 'waiting') handlers.onAbandoned(visitor.connection);
    leaveSlot(visitor);
  };

  const end = (visitor: Visitor, bytes: Uint8Array) => {
    visitor.state = 'closing';
    visitor.deadline = performance.now() + headTimeoutMs;
    visitor.socket.end(bytes);
  };

  const farewell = (visitor: Visitor, lastWord: Uint8Array) => {
    leaveSlot(visitor);
    visitors.set(visitor.connection, visitor);
    end(visitor, lastWord);
  };

  /** None of them hears any more of what is published; they are closed some at a time, so that others have their turn. */
  const farewellAll = async (slots: number[], lastWord: () => Uint8Array) => {
    const leaving = slots.map((slot) => bySlot[slot]!);
    for (const visitor of leaving) {
      leaveSlot(visitor);
      visitor.state = 'closing';
      visitor.deadline = performance.now() + headTimeoutMs;
      visitors.set(visitor.connection, visitor);
    }
    for (const [at, visitor] of leaving.entries()) {
      if (at % sliceSends === sliceSends - 1) await new Promise((resolve) => setImmediate(resolve));
      if (!visitor.socket.destroyed) end(visitor, lastWord());
    }
  };

  const read = (visitor: Visitor, data: Buffer) => {
    if (visitor.state !== 'asking') {
      visitor.head = Buffer.alloc(0);
      if (visitor.socket.bytesRead > headMax + chatterMax) visitor.socket.destroy();
      return;
    }
    const seen = visitor.head.length;
    visitor.head = seen === 0 ? data : Buffer.concat([visitor.head, data]);
    const parsed = parseRequest(visitor.head, seen);
    if (parsed.kind === 'incomplete') return;
    visitor.head = Buffer.alloc(0);
    hasAsked(visitor);
    if (parsed.kind === 'bad') return end(visitor, refuse(parsed.status, parsed.why));
    if (visitor.isAway) return end(visitor, turnAway());
    visitor.state = 'waiting';
    handlers.onRequest(visitor.connection, parsed.request, visitor.address, answering);
  };

  const answering: Answering = {
    admit: (connection, topic, tag, head) => {
      const visitor = visitors.get(connection);
      if (!visitor || visitor.state !== 'waiting' || visitor.socket.destroyed) return handlers.onLeft(topic, tag);
      visitors.delete(connection);
      visitor.state = 'reading';
      visitor.topic = topic;
      visitor.tag = tag;
      visitor.slot = freeSlots.pop() ?? bySlot.length;
      bySlot[visitor.slot] = visitor;
      fanOut.add(visitor.slot, topic, head);
    },
    answer: (connection, bytes) => {
      const visitor = visitors.get(connection);
      if (visitor?.state === 'waiting') end(visitor, bytes);
    },
  };

  const fail = (error: unknown) => {
    throw error;
  };

  const turnAway = () => {
    held.turnedAway++;
    return options.fullAnswer();
  };

  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, allowHalfOpen: false }, (socket) => {
    socket.on('error', () => socket.destroy()); // a reader that vanishes is no news
    // Whoever goes for this one is counted until its socket has closed.
    const hasRoom = held.connections < connectionsMax || askers.makeRoom(performance.now());
    if (!hasRoom && held.connections >= connectionsMax + awayMax) {
      socket.write(turnAway());
      return socket.destroySoon();
    }
    held.connections++;
    const visitor: Visitor = {
      socket,
      address: socket.remoteAddress ?? '',
      head: Buffer.alloc(0),
      connection: ++serial,
      state: 'asking',
      slot: -1,
      topic: -1,
      tag: 0,
      isAwaited: false,
      deadline: performance.now() + headTimeoutMs,
      isAway: !hasRoom,
    };
    visitors.set(visitor.connection, visitor);
    if (!options.isBehindProxy) askers.add(visitor.address, visitor, performance.now());
    socket.on('data', (data) => read(visitor, data));
    socket.on('close', () => left(visitor));
  });
  const sweeper = setInterval(() => {
    const now = performance.now();
    fanOut.sweep(now, now - stallMs);
    for (const visitor of visitors.values()) {
      if ((visitor.state === 'asking' || visitor.state === 'closing') && visitor.deadline < now) visitor.socket.destroy();
    }
  }, sweepMs);
  await listen(server, host, port);

  const stopListening = async () => void server.close();
  let closed: Promise<void> | undefined;
  const close = async () => {
    clearInterval(sweeper);
    await stopListening();
    for (const visitor of visitors.values()) visitor.socket.destroy();
    for (const visitor of bySlot) visitor?.socket.destroy();
    while (held.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    port: (server.address() as AddressInfo).port,
    ...answering,
    publish: (topic, frame, reset, at) => {
      fanOut.publish(topic, frame, reset, at);
      schedule();
    },
    shed: async (most, lastWord) => {
      const slots = fanOut.some(most);
      for (const slot of slots) farewell(bySlot[slot]!, lastWord());
      return slots.length;
    },
    shedFrom: (topic, most, lastWord) => {
      const slots = fanOut.of(topic).slice(0, most);
      run(farewellAll(slots, lastWord), fail);
      return slots.length;
    },
    shedTagged: (topic, tags, lastWord) => {
      const slots = fanOut.of(topic).filter((slot) => tags.has(bySlot[slot]!.tag));
      run(farewellAll(slots, lastWord), fail);
    },
    stopListening,
    stats: () => ({ ...held, ...fanOut.stats(), threads: [fanOut.stats().readers] }),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The kernel's queue of connections nobody has accepted yet: a storm of reconnects fits in.
    server.listen({ host, port, backlog: 4_096 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
