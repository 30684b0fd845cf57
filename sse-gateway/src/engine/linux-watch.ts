import * as libc from './libc.ts';

/** Which descriptors an epoll tells of. */
export function createWatch(epoll: number) {
  const event = Buffer.alloc(libc.eventBytes);
  const control = (how: number) => (fd: number, what: number) => {
    event.writeUInt32LE(what >>> 0, 0);
    event.writeInt32LE(fd, libc.eventData);
    if (libc.epollCtl(epoll, how, fd, event) !== 0) throw new Error(`epoll_ctl failed with errno ${libc.errno()}`);
  };
  return {
    watch: control(1),
    rewatch: control(3),
    unwatch: (fd: number): void => void libc.epollCtl(epoll, 2, fd, event),
  };
}
