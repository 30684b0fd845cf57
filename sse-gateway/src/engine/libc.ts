import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
type Bytes = Uint8Array | null;

/** The few calls of libc that hold sockets. Every buffer is passed as itself and lives as long as the call. */
export const socket = libc.func('int socket(int, int, int)') as (family: number, type: number, protocol: number) => number;
export const setsockopt = libc.func('int setsockopt(int, int, int, void*, uint)') as (
  fd: number,
  level: number,
  name: number,
  value: Uint8Array,
  size: number,
) => number;
export const bind = libc.func('int bind(int, void*, uint)') as (fd: number, address: Uint8Array, size: number) => number;
export const listen = libc.func('int listen(int, int)') as (fd: number, backlog: number) => number;
export const getsockname = libc.func('int getsockname(int, void*, void*)') as (fd: number, address: Uint8Array, size: Uint8Array) => number;
export const inetPton = libc.func('int inet_pton(int, const char*, void*)') as (family: number, text: string, into: Uint8Array) => number;
export const accept4 = libc.func('int accept4(int, void*, void*, int)') as (
  fd: number,
  address: Bytes,
  size: Bytes,
  flags: number,
) => number;
export const epollCreate1 = libc.func('int epoll_create1(int)') as (flags: number) => number;
export const epollCtl = libc.func('int epoll_ctl(int, int, int, void*)') as (
  epoll: number,
  what: number,
  fd: number,
  event: Bytes,
) => number;
export const epollWait = libc.func('int epoll_wait(int, void*, int, int)') as (
  epoll: number,
  events: Uint8Array,
  most: number,
  ms: number,
) => number;
export const eventfd = libc.func('int eventfd(uint, int)') as (start: number, flags: number) => number;
export const recv = libc.func('long recv(int, void*, size_t, int)') as (
  fd: number,
  into: Uint8Array,
  size: number,
  flags: number,
) => number;
export const send = libc.func('long send(int, void*, size_t, int)') as (
  fd: number,
  data: Uint8Array,
  size: number,
  flags: number,
) => number;
export const read = libc.func('long read(int, void*, size_t)') as (fd: number, into: Uint8Array, size: number) => number;
export const write = libc.func('long write(int, void*, size_t)') as (fd: number, data: Uint8Array, size: number) => number;
export const connect = libc.func('int connect(int, void*, uint)') as (fd: number, address: Uint8Array, size: number) => number;
export const sendmsg = libc.func('long sendmsg(int, void*, int)') as (fd: number, message: Uint8Array, flags: number) => number;
export const recvmsg = libc.func('long recvmsg(int, void*, int)') as (fd: number, message: Uint8Array, flags: number) => number;
export const shutdown = libc.func('int shutdown(int, int)') as (fd: number, how: number) => number;
export const dup = libc.func('int dup(int)') as (fd: number) => number;
export const close = libc.func('int close(int)') as (fd: number) => number;
export const errno = () => koffi.errno();

export const EAGAIN = 11;
export const EMFILE = 24;
export const ENFILE = 23;
export const EADDRINUSE = 98;
export const ENOBUFS = 105;
export const ETOOMANYREFS = 109;
export const EACCES = 13;

export const nonBlocking = 0x800;
export const closeOnExec = 0x80000;
/** MSG_NOSIGNAL and MSG_DONTWAIT: a reader that has gone is an answer, not a signal. */
export const quiet = 0x4040;

export const epollIn = 0x1;
export const epollOut = 0x4;
export const epollGone = 0x2000;
export const epollEdge = 0x80000000;
export const epollExclusive = 0x10000000;

// The kernel packs the event on x86-64 only.
const isPacked = process.arch === 'x64';
export const eventBytes = isPacked ? 12 : 16;
export const eventData = isPacked ? 4 : 8;
