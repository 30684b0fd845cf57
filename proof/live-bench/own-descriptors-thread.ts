import koffi from 'koffi';

// A thread of the linux engine with a table of descriptors of its own: it goes on with a copy of the process's. What it
// inherited it must never close: others write to it.

const unshare = koffi.load('libc.so.6').func('int unshare(int)') as (flags: number) => number;
const cloneFiles = 0x400;

if (unshare(cloneFiles) !== 0) throw new Error(`unshare failed with errno ${koffi.errno()}`);
await import('../../sse-gateway/src/engine/linux-thread.ts');
