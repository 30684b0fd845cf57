import * as libc from './libc.ts';

/** Which descriptors an epoll tells of. */
export function createWatch(epoll: number) {
  const event = Buffer.alloc(libc.eventBytes);
  return {
    watch: (fd: number, what: number): void => {
      event.writeUInt32LE(what >>> 0, 0);
      event.writeInt32LE(fd, libc.eventData);
      if (libc.epollCtl(epoll, 1, fd, event) !== 0) throw new Error(`epoll_ctl failed with errno ${libc.errno()}`);
    },
    unwatch: (fd: number): void => void libc.epollCtl(epoll, 2, fd, event),
  };
}
