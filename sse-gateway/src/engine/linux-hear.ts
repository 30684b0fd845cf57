import { refuse } from '../door/answer.ts';
import { parseRequest } from '../door/http-request.ts';
import * as libc from './libc.ts';
import { question, type Guest } from './linux-messages.ts';
import type { News } from './linux-news.ts';
import type { Sockets } from './linux-sockets.ts';

// A reader has nothing to say: what it sends is thrown away, up to here.
const chatterMax = 65_536;

/** What comes in from the peers of a thread: of one that is asking its request, of any other nothing that anybody wants to know. */
export function createHear({ guests, askers, chatter, drop, full }: Sockets, news: News, keptHeaders: string[]) {
  const input = Buffer.alloc(65_536);

  const ask = (guest: Guest, data: Buffer): void => {
    const head = guest.head.length === 0 ? data : Buffer.concat([guest.head, data]);
    const parsed = parseRequest(head, guest.head.length);
    if (parsed.kind === 'incomplete') {
      // The input buffer is used again at once: what is kept is a copy.
      guest.head = guest.head.length === 0 ? Buffer.from(data) : head;
      return;
    }
    askers.remove(guest.address, guest.fd);
    if (parsed.kind === 'bad') return guests.finish(guest, refuse(parsed.status, parsed.why));
    if (guest.isAway) return guests.finish(guest, full());
    // Kept until it is answered: another process may have to read it again.
    guest.head = Buffer.from(head.subarray(0, parsed.end));
    guest.state = 'waiting';
    guests.waiting.set(guest.connection, guest);
    news.asked(question(guest, parsed.request, keptHeaders));
  };

  return {
    ask,
    /** `hasEnded`: the peer's end came with this event, and no other event will tell of it: it is read up to there. */
    hear: (fd: number, hasEnded: boolean): void => {
      for (;;) {
        const size = libc.recv(fd, input, input.length, libc.quiet);
        if (size < 0 && libc.errno() === libc.EAGAIN) return;
        if (size <= 0) return drop(fd);
        const guest = guests.all.get(fd);
        if (guest?.state === 'asking') ask(guest, input.subarray(0, size));
        else {
          const said = (chatter.get(fd) ?? 0) + size;
          if (said > chatterMax) return drop(fd);
          chatter.set(fd, said);
        }
        if ((size < input.length && !hasEnded) || (guest && !guests.all.has(fd))) return;
      }
    },
  };
}
