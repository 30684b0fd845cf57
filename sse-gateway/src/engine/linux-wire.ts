import * as libc from './libc.ts';
import { openUring } from './uring.ts';
import type { Wire } from './wire.ts';

/** The kernel's own calls. Who is full is listened to (`awaitRoom`) until it has room again. */
export function createLinuxWire(drop: Wire['drop'], awaitRoom: (fd: number) => void): Wire & { close(): void } {
  const uring = openUring();
  const wire = {
    send: (fd: number, data: Uint8Array, from: number) => {
      const rest = from === 0 ? data : data.subarray(from);
      const sent = libc.send(fd, rest, rest.length, libc.quiet);
      if (sent === rest.length) return sent;
      if (sent < 0 && libc.errno() !== libc.EAGAIN) {
        drop(fd, 'gone');
        return -1;
      }
      awaitRoom(fd);
      return Math.max(0, sent);
    },
    drop,
    close: () => uring?.close(),
  };
  if (!uring) return wire;
  const sendMany: Wire['sendMany'] = (fds, count, data, sent) => {
    uring.send(fds, count, data, sent);
    for (let at = 0; at < count; at++) {
      if (sent[at] === data.length) continue;
      if (sent[at] === -libc.EAGAIN) sent[at] = 0;
      if (sent[at]! >= 0) awaitRoom(fds[at]!);
    }
  };
  return { ...wire, sendMany };
}
