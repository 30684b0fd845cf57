import koffi from 'koffi';
import * as libc from './libc.ts';
import { manyMax } from './wire.ts';

/** Many sends in one system call. */
export interface Uring {
  /** Sends all of `data` to each of the first `count` descriptors; `sent` then holds the bytes that left, or minus the error. */
  send(fds: Int32Array, count: number, data: Uint8Array, sent: Int32Array): void;
  close(): void;
}

/** Sends in one call, at most; the kernel wants a power of two. */
const uringMax = manyMax;

// Numbers that both x86-64 and arm64 use.
const setupCall = 425;
const enterCall = 426;
// One thread submits, and completions are written when it asks for them: nothing interrupts the loop.
const singleIssuer = 1 << 12;
const deferTaskrun = 1 << 13;
const singleMmap = 1;
const getEvents = 1;
const opSend = 26;
const sqeWords = 16;
const cqeWords = 4;
// A kernel without memory for a request says so and takes it later; past this many refusals in a row something else is wrong.
const refusalsMax = 10_000;

const file = koffi.load('libc.so.6');
const setup = file.func('long syscall(long, uint, void*)') as (call: number, entries: number, parameters: Uint8Array) => number;
const enter = file.func('long syscall(long, int, uint, uint, uint, size_t, size_t)') as (
  call: number,
  ring: number,
  submit: number,
  wait: number,
  flags: number,
  mask: number,
  size: number,
) => number;
export const mmap = file.func('void *mmap(size_t, size_t, int, int, int, long)') as (
  at: number,
  size: number,
  protection: number,
  flags: number,
  fd: number,
  offset: number,
) => unknown;

// What mmap answers where it fails: no address, but -1 as one.
const failed = 0xffff_ffff_ffff_ffffn;

/** A ring, or undefined where the kernel is too old or the container forbids it (Docker's default does): then `send` does. */
export function openUring(map: typeof mmap = mmap): Uring | undefined {
  const parameters = Buffer.alloc(120);
  parameters.writeUInt32LE(singleIssuer | deferTaskrun, 8);
  const ring = setup(setupCall, uringMax, parameters);
  if (ring < 0) return undefined;
  const sqOffset = (field: number) => parameters.readUInt32LE(40 + 4 * field);
  const cqOffset = (field: number) => parameters.readUInt32LE(80 + 4 * field);
  const cqEntries = parameters.readUInt32LE(4);
  if ((parameters.readUInt32LE(20) & singleMmap) === 0) {
    libc.close(ring);
    return undefined;
  }
  const size = Math.max(sqOffset(6) + uringMax * 4, cqOffset(5) + cqEntries * cqeWords * 4);
  // Shared and populated. Without memory for it (a limit of the container's) there is no ring.
  const [ringsAt, sqesAt] = [map(0, size, 3, 0x8001, ring, 0), map(0, uringMax * sqeWords * 4, 3, 0x8001, ring, 0x10000000)];
  if (koffi.address(ringsAt) === failed || koffi.address(sqesAt) === failed) {
    libc.close(ring);
    return undefined;
  }
  const rings = new Uint32Array(koffi.view(ringsAt, size));
  const signed = new Int32Array(rings.buffer);
  const sqes = new Uint32Array(koffi.view(sqesAt, uringMax * sqeWords * 4));
  const [sqTail, cqHead, cqTail, cqes] = [sqOffset(1) / 4, cqOffset(0) / 4, cqOffset(1) / 4, cqOffset(5) / 4];
  for (let n = 0; n < uringMax; n++) {
    sqes[n * sqeWords] = opSend;
    sqes[n * sqeWords + 7] = libc.quiet;
    rings[sqOffset(6) / 4 + n] = n;
  }

  /** Takes what is done; answers how much it was. */
  const take = (sent: Int32Array): number => {
    let head = rings[cqHead]!;
    const end = Atomics.load(rings, cqTail);
    let taken = 0;
    for (; head !== end; head = (head + 1) >>> 0, taken++) {
      const at = cqes + (head & (cqEntries - 1)) * cqeWords;
      sent[rings[at]!] = signed[at + 2]!;
    }
    Atomics.store(rings, cqHead, head);
    return taken;
  };

  return {
    send: (fds, count, data, sent) => {
      const address = koffi.address(data);
      const low = Number(address & 0xffffffffn);
      const high = Number(address >> 32n);
      let tail = rings[sqTail]!;
      for (let n = 0; n < count; n++) {
        const at = (tail & (uringMax - 1)) * sqeWords;
        sqes[at + 1] = fds[n]!;
        sqes[at + 4] = low;
        sqes[at + 5] = high;
        sqes[at + 6] = data.length;
        sqes[at + 8] = n;
        tail = (tail + 1) >>> 0;
      }
      Atomics.store(rings, sqTail, tail);
      let submitted = 0;
      let done = 0;
      let refusals = 0;
      while (done < count) {
        const took = enter(enterCall, ring, count - submitted, submitted < count ? 0 : count - done, getEvents, 0, 0);
        if (took >= 0) submitted += took;
        else if (++refusals > refusalsMax) throw new Error(`io_uring_enter failed with errno ${libc.errno()}`);
        done += take(sent);
      }
      // An address alone does not keep the bytes alive: they are named here, after the kernel is through with them.
      if (data.length === 0) throw new Error('there was nothing to send');
    },
    close: () => void libc.close(ring),
  };
}
