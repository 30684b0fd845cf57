import koffi from 'koffi';
import * as libc from './libc.ts';

// Open sockets go from one process to another over a unix socket that keeps messages apart (SOCK_SEQPACKET), as SCM_RIGHTS.

/** The kernel takes no more descriptors in one message (SCM_MAX_FD). */
export const fdsMax = 253;
/** One message of ours is smaller: the kernel's usual send buffer holds it. */
export const messageBytesMax = 131_072;

const unix = 1;
const sequentialPackets = 5;
const pathMax = 107;
const controlHead = 16;
const truncatedControl = 0x8;
const receiveCloseOnExec = 0x40000000;

// Native memory is named by address alone: these live as long as the module, so that nothing is collected under a call.
const data = Buffer.alloc(messageBytesMax);
const control = Buffer.alloc(controlHead + 4 * 256);
const vector = Buffer.alloc(16);
const message = Buffer.alloc(56);
vector.writeBigUInt64LE(koffi.address(data), 0);
message.writeBigUInt64LE(koffi.address(vector), 16);
message.writeBigUInt64LE(1n, 24);

/** False: there is no room just now. Throws when the other side has gone. */
export function sendMessage(socket: number, text: string, fds: number[] = []): boolean {
  const size = data.write(text);
  if (fds.length > fdsMax || size >= data.length)
    throw new Error(`a message of ${fds.length} sockets and ${text.length} characters is too large`);
  vector.writeBigUInt64LE(BigInt(size), 8);
  const controlBytes = fds.length === 0 ? 0 : controlHead + 8 * Math.ceil(fds.length / 2);
  control.writeBigUInt64LE(BigInt(controlHead + 4 * fds.length), 0);
  control.writeInt32LE(1, 8); // SOL_SOCKET
  control.writeInt32LE(1, 12); // SCM_RIGHTS
  for (const [at, fd] of fds.entries()) control.writeInt32LE(fd, controlHead + 4 * at);
  message.writeBigUInt64LE(fds.length === 0 ? 0n : koffi.address(control), 32);
  message.writeBigUInt64LE(BigInt(controlBytes), 40);
  if (libc.sendmsg(socket, message, libc.quiet) >= 0) return true;
  const code = libc.errno();
  if (code === libc.EAGAIN || code === libc.ETOOMANYREFS || code === libc.ENOBUFS) return false;
  throw new Error(`the other gateway does not take sockets: errno ${code}`);
}

export interface Received {
  text: string;
  fds: number[];
}

/** Undefined: nothing has come yet. Throws when the other side has gone. */
export function receiveMessage(socket: number): Received | undefined {
  vector.writeBigUInt64LE(BigInt(data.length), 8);
  message.writeBigUInt64LE(koffi.address(control), 32);
  message.writeBigUInt64LE(BigInt(control.length), 40);
  const size = libc.recvmsg(socket, message, libc.quiet | receiveCloseOnExec);
  if (size < 0 && libc.errno() === libc.EAGAIN) return undefined;
  if (size <= 0) throw new Error('the other gateway has gone');
  const controlBytes = Number(message.readBigUInt64LE(40));
  const count = controlBytes < controlHead ? 0 : (Number(control.readBigUInt64LE(0)) - controlHead) / 4;
  const fds = Array.from({ length: count }, (_, at) => control.readInt32LE(controlHead + 4 * at));
  if (message.readInt32LE(48) & truncatedControl) {
    for (const fd of fds) libc.close(fd);
    throw new Error('more sockets came than this process may hold: raise its limit of open files');
  }
  return { text: data.toString('utf8', 0, size), fds };
}

/** Waits at `path` for one other process. */
export function listenAt(path: string): number {
  const fd = unixSocket();
  if (libc.bind(fd, addressAt(path), 110) === 0 && libc.listen(fd, 1) === 0) return fd;
  const code = libc.errno();
  libc.close(fd);
  throw new Error(`cannot wait at ${path}: errno ${code}`);
}

/** Undefined: nobody has come yet. */
export function acceptAt(listener: number): number | undefined {
  const fd = libc.accept4(listener, null, null, libc.nonBlocking | libc.closeOnExec);
  return fd < 0 ? undefined : fd;
}

/** Undefined: nobody waits there. */
export function connectAt(path: string): number | undefined {
  const fd = unixSocket();
  if (libc.connect(fd, addressAt(path), 110) === 0) return fd;
  libc.close(fd);
  return undefined;
}

function unixSocket(): number {
  return libc.socket(unix, sequentialPackets | libc.nonBlocking | libc.closeOnExec, 0);
}

function addressAt(path: string): Buffer {
  if (Buffer.byteLength(path) > pathMax) throw new Error(`${path} is too long for a unix socket`);
  const address = Buffer.alloc(110);
  address.writeUInt16LE(unix, 0);
  address.write(path, 2);
  return address;
}
