import * as libc from './libc.ts';
import type { Guest } from './linux-messages.ts';

const nothing = Buffer.alloc(0);

export interface GuestsOptions {
  headTimeoutMs: number;
  /** This socket is full: `pour` is to be called when it has room. */
  awaitRoom(fd: number): void;
  drop(fd: number): void;
}

/** Those of one thread who have not been admitted yet, or are being closed. */
export function createGuests({ headTimeoutMs, awaitRoom, drop }: GuestsOptions) {
  const all = new Map<number, Guest>();
  const waiting = new Map<number, Guest>();
  /** Readers no more, who have not been sent their last word yet. */
  let leaving: Guest[] = [];
  let serial = 0;

  const close = (guest: Guest, bytes: Uint8Array): void => {
    waiting.delete(guest.connection);
    guest.state = 'closing';
    guest.deadline = performance.now() + headTimeoutMs;
    guest.out = bytes;
  };

  const pour = (guest: Guest): void => {
    const sent = guest.out.length === 0 ? 0 : libc.send(guest.fd, guest.out, guest.out.length, libc.quiet);
    if (sent < 0) {
      if (libc.errno() === libc.EAGAIN) awaitRoom(guest.fd);
      else drop(guest.fd);
      return;
    }
    guest.out = guest.out.subarray(sent);
    if (guest.out.length > 0) awaitRoom(guest.fd);
    // A half-close, and then the peer's: a plain close could tear what is still under way.
    if (guest.out.length === 0) libc.shutdown(guest.fd, 1);
  };

  const add = (fd: number, address: string, isAway = false): Guest => {
    const deadline = performance.now() + headTimeoutMs;
    const guest: Guest = { fd, connection: ++serial, state: 'asking', head: nothing, address, deadline, out: nothing, isAway };
    all.set(fd, guest);
    return guest;
  };

  return {
    all,
    waiting,
    add,
    pour,
    /** How many there have been. */
    arrivals: () => serial,
    finish: (guest: Guest, bytes: Uint8Array): void => {
      close(guest, bytes);
      pour(guest);
    },
    /** A reader that was removed gets its last word when its turn comes: closing thousands in one go would hold up everybody else. */
    leave: (fd: number, lastWord: Uint8Array): void => {
      const guest = add(fd, '');
      close(guest, lastWord);
      leaving.push(guest);
    },
    areLeaving: () => leaving.length > 0,
    closeSome: (most: number): void => {
      if (leaving.length === 0) return;
      const some = leaving.slice(0, most);
      leaving = leaving.slice(most);
      for (const guest of some) if (all.get(guest.fd) === guest) pour(guest);
    },
  };
}
