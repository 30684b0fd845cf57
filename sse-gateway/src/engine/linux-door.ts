import { awayMax } from './engine.ts';
import * as libc from './libc.ts';
import { addressOf } from './linux-listen.ts';
import type { createWatch } from './linux-watch.ts';

// Accepts in one turn: the readers who are there already wait no longer than that.
const acceptsMax = 128;
// Of a shared listener the kernel wakes the first idle thread, always in the same order, and that one would get nearly all. Whoever
// holds so many times the mean, and some more, leaves those who come to the others until it is down at so many times the mean.
const shareFactor = 1.125;
const shareSlack = 16;

export interface DoorOptions {
  listener: number;
  /** A descriptor to make others from: one is kept in reserve for those there is none for. */
  spare: number;
  watch: ReturnType<typeof createWatch>;
  /** How many threads wait at the same listener. */
  sharers: number;
  /** Those who wait there too are to look. */
  wakeOthers(): void;
  /** Sockets held now by this thread, and by all who share the limit. */
  mine(): number;
  held(): number;
  connectionsMax: number;
  /** There is no place: somebody who has said nothing for a while goes for the next, if there is such a one. */
  makeRoom(): boolean;
  /** `isAway`: beyond the limit, to be told so when it has asked. */
  onGuest(fd: number, address: string, isAway: boolean): void;
  /** What one is told that is closed at once. */
  full(): Uint8Array;
}

/**
 * Where connections come in to one thread of those that share a listener:
 *
 *   shut      before the thread has started, and for good once it is told to stop listening
 *   open      the kernel wakes this thread for somebody who waits
 *   resting   it holds more than its share, and leaves those who come to the others; open again when it is down at its share
 */
export function createDoor({
  listener,
  spare,
  watch,
  sharers,
  wakeOthers,
  mine,
  held,
  connectionsMax,
  makeRoom,
  onGuest,
  full,
}: DoorOptions) {
  const peer = Buffer.alloc(28);
  const peerSize = Buffer.alloc(4);
  const asked = Buffer.alloc(16_384);
  let reserve = libc.dup(spare);

  /** Tells and closes: what it asked is read first, because a close with something unread takes back what was told. */
  const hangUp = (fd: number): void => {
    const words = full();
    libc.recv(fd, asked, asked.length, libc.quiet);
    libc.send(fd, words, words.length, libc.quiet);
    libc.shutdown(fd, 1);
    libc.close(fd);
  };

  /** Out of descriptors: one is kept in reserve so that whoever waits is turned away and does not hang. False: nobody waited. */
  const turnAwayOne = (): boolean => {
    libc.close(reserve);
    const extra = libc.accept4(listener, null, null, libc.closeOnExec);
    if (extra >= 0) hangUp(extra);
    reserve = libc.dup(spare);
    return extra >= 0;
  };

  let state: 'open' | 'resting' | 'shut' = 'shut';
  const share = () => (held() / sharers) * shareFactor;
  const open = () => {
    state = 'open';
    // One of the waiting threads is woken for a new connection, not all.
    watch.watch(listener, libc.epollIn | libc.epollExclusive);
  };
  const rest = () => {
    state = 'resting';
    watch.unwatch(listener);
    // Only this thread was woken for whoever waits now.
    wakeOthers();
  };

  return {
    open,
    /** For good. */
    shut: (): void => {
      if (state === 'open') watch.unwatch(listener);
      state = 'shut';
    },
    isResting: () => state === 'resting',
    /** Is it this thread's turn again? */
    look: (): void => {
      if (state === 'resting' && mine() <= share()) open();
    },
    acceptSome(): void {
      if (state !== 'open') return;
      for (let turn = 0; turn < acceptsMax; turn++) {
        if (sharers > 1 && mine() > share() + shareSlack) return rest();
        peerSize.writeUInt32LE(28);
        const fd = libc.accept4(listener, peer, peerSize, libc.nonBlocking | libc.closeOnExec);
        if (fd < 0) {
          const code = libc.errno();
          if ((code !== libc.EMFILE && code !== libc.ENFILE) || !turnAwayOne()) return;
          continue;
        }
        const hasRoom = held() < connectionsMax || makeRoom();
        if (!hasRoom && held() >= connectionsMax + awayMax) hangUp(fd);
        else onGuest(fd, addressOf(peer), !hasRoom);
      }
    },
    close: (): void => void libc.close(reserve),
  };
}
