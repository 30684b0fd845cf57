import { createAskers } from './askers.ts';
import { ringBytesMax, ringFramesMax, sliceSends } from './engine.ts';
import { createFanOut } from './fan-out.ts';
import * as libc from './libc.ts';
import { createGuests } from './linux-guests.ts';
import { createTags } from './linux-let-go.ts';
import type { ThreadData } from './linux-messages.ts';
import type { News } from './linux-news.ts';
import type { createWatch } from './linux-watch.ts';
import { createLinuxWire } from './linux-wire.ts';

/**
 * The sockets of one thread, and nobody else's. A socket is its descriptor and a few numbers in typed arrays; only those that have not
 * been admitted yet, or are being closed, have an object (a guest). It is:
 *
 *   asking    it came in, and has as long as a head may take for saying what it wants. What it asks makes it waiting; a bad request,
 *             or no room for it, closing.
 *   waiting   the main thread was told, and says what becomes of it: `admit` makes it reading, `answer` closing.
 *   reading   it has a cursor in the fan-out and is sent what is published. What it says is thrown away. `shed` makes it closing.
 *   closing   it is sent its last word, then our end of the stream, and has as long as a head may take for taking them.
 *   gone      closed (`drop`), from any state; or let go to another process (`release`), from any but closing.
 */
export type Sockets = ReturnType<typeof createSockets>;

export function createSockets(given: ThreadData, { watch, rewatch, unwatch }: ReturnType<typeof createWatch>, news: News) {
  /** Of all threads that share the limit. */
  const held = new Int32Array(given.held);
  const chatter = new Map<number, number>();
  const tags = createTags();
  let connections = 0;
  let turnedAway = 0;

  // A new socket has room, and an event to say so would be one for each reader: only those who are full are asked about it.
  const awaitRoom = (fd: number) => rewatch(fd, libc.epollIn | libc.epollOut | libc.epollGone | libc.epollEdge);
  const wire = createLinuxWire((fd) => drop(fd), awaitRoom);
  const guests = createGuests({ headTimeoutMs: given.headTimeoutMs, awaitRoom, drop: (fd) => drop(fd) });
  const askers = createAskers<number>(given.connectionsMax / given.sharers, (fd) => drop(fd));
  const fanOut = createFanOut({ framesMax: ringFramesMax, bytesMax: ringBytesMax, sliceSends, onPassed: news.passed, wire });

  const count = (more: 1 | -1) => {
    connections += more;
    Atomics.add(held, 0, more);
  };

  const take = (fd: number) => {
    count(1);
    watch(fd, libc.epollIn | libc.epollGone | libc.epollEdge);
  };

  const drop = (fd: number) => {
    const topic = fanOut.remove(fd);
    if (topic >= 0) news.left(topic, tags.of(fd));
    const guest = guests.all.get(fd);
    if (guest) askers.remove(guest.address, fd);
    guests.all.delete(fd);
    if (guest && guests.waiting.delete(guest.connection)) news.abandoned(guest.connection);
    chatter.delete(fd);
    count(-1);
    libc.close(fd);
  };

  return {
    guests,
    askers,
    fanOut,
    tags,
    chatter,
    take,
    drop,
    /** This socket is somebody else's from now on: nothing is told of it any more. */
    release: (fd: number): void => {
      unwatch(fd);
      const guest = guests.all.get(fd);
      if (guest) guests.waiting.delete(guest.connection);
      if (guest) askers.remove(guest.address, fd);
      guests.all.delete(fd);
      chatter.delete(fd);
      count(-1);
    },
    /** What one of those there is no room for is told. */
    full: (): Uint8Array => given.fullAnswers[++turnedAway % given.fullAnswers.length]!,
    connections: () => connections,
    turnedAway: () => turnedAway,
    sweep: (now: number): void => {
      fanOut.sweep(now, now - given.stallMs);
      for (const guest of guests.all.values()) if (guest.state !== 'waiting' && guest.deadline < now) drop(guest.fd);
    },
    close: (): void => {
      guests.closeSome(Infinity);
      for (const fd of [...guests.all.keys(), ...fanOut.some(Infinity)]) libc.close(fd);
      wire.close();
    },
  };
}
