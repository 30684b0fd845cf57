import { lookup } from 'node:dns/promises';
import { sendBufferBytes, stallMs } from './engine.ts';
import * as libc from './libc.ts';

const inet = 2;
const inet6 = 10;

/**
 * A listening socket whose options every accepted one inherits. All threads wait on this one: a taken port is told as such.
 * One of several on the same port (`isOneOfMany`) gets its even share of those who come.
 */
export async function listenOn(host: string, port: number, isOneOfMany = false): Promise<{ fd: number; port: number }> {
  const { address, family } = await lookup(host);
  const isV6 = family === 6;
  const fd = libc.socket(isV6 ? inet6 : inet, 1 | libc.nonBlocking | libc.closeOnExec, 0);
  const set = (level: number, name: number, value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    libc.setsockopt(fd, level, name, bytes, 4);
  };
  set(1, 2, 1); // SO_REUSEADDR
  if (isOneOfMany) set(1, 15, 1); // SO_REUSEPORT
  set(1, 7, sendBufferBytes); // SO_SNDBUF: the kernel doubles it, for its own book-keeping
  set(1, 9, 1); // SO_KEEPALIVE
  set(6, 1, 1); // TCP_NODELAY
  set(6, 4, 60); // TCP_KEEPIDLE, seconds
  set(6, 18, stallMs); // TCP_USER_TIMEOUT
  const at = Buffer.alloc(28);
  at.writeUInt16LE(isV6 ? inet6 : inet, 0);
  at.writeUInt16BE(port, 2);
  const into = Buffer.alloc(16);
  libc.inetPton(isV6 ? inet6 : inet, address, into);
  into.copy(at, isV6 ? 8 : 4, 0, isV6 ? 16 : 4);
  if (libc.bind(fd, at, isV6 ? 28 : 16) !== 0 || libc.listen(fd, 4_096) !== 0) {
    const code = libc.errno();
    libc.close(fd);
    const name = code === libc.EADDRINUSE ? 'EADDRINUSE' : code === libc.EACCES ? 'EACCES' : `errno ${code}`;
    throw Object.assign(new Error(`listen ${name}: ${host}:${port}`), { code: name, port, address: host });
  }
  return { fd, port: portOf(fd) };
}

export function portOf(fd: number): number {
  const at = Buffer.alloc(28);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(28);
  libc.getsockname(fd, at, size);
  return at.readUInt16BE(2);
}

/** The peer's address out of what `accept4` wrote. */
export function addressOf(at: Buffer): string {
  if (at.readUInt16LE(0) === inet) return `${at[4]}.${at[5]}.${at[6]}.${at[7]}`;
  const groups = Array.from({ length: 8 }, (_, n) => at.readUInt16BE(8 + 2 * n).toString(16));
  const mapped = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff';
  return mapped ? `${at[20]}.${at[21]}.${at[22]}.${at[23]}` : groups.join(':');
}
