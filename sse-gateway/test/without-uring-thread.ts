import koffi from 'koffi';

// A thread of the linux engine to which io_uring is forbidden, in the way Docker forbids it: by a filter of system calls.

const libc = koffi.load('libc.so.6');
const prctl = libc.func('int prctl(int, ulong, void*, ulong, ulong)') as (
  what: number,
  value: number,
  program: Uint8Array | null,
  ...rest: [number, number]
) => number;
const noNewPrivileges = 38;
const setSeccomp = 22;
const byFilter = 2;
const setupCall = 425;

const step = (code: number, yes: number, no: number, value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.set([yes, no], 2);
  bytes.writeUInt32LE(value, 4);
  return bytes;
};
// The number of the call; is it io_uring_setup? EPERM : allowed.
const filter = Buffer.concat([
  step(0x20, 0, 0, 0),
  step(0x15, 0, 1, setupCall),
  step(0x06, 0, 0, 0x0005_0001),
  step(0x06, 0, 0, 0x7fff_0000),
]);
const program = Buffer.alloc(16);
program.writeUInt16LE(filter.length / 8, 0);
program.writeBigUInt64LE(koffi.address(filter), 8);

if (prctl(noNewPrivileges, 1, null, 0, 0) !== 0 || prctl(setSeccomp, byFilter, program, 0, 0) !== 0) {
  throw new Error(`no filter could be set: errno ${koffi.errno()}`);
}
const { openUring } = await import('../src/engine/uring.ts');
if (openUring()) throw new Error('io_uring is there all the same');
await import('../src/engine/linux-thread.ts');
