import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFanOut } from './fan-out.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

it('whatever a reader took by then, what it is owed is exactly the rest', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('publish' as const), size: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ do: fc.constant('room' as const), bytes: fc.nat(60) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let room = 10;
      const taken: Uint8Array[] = [];
      const fanOut = createFanOut({
        framesMax: 1_000,
        bytesMax: 1_000_000,
        sliceSends: 10,
        onPassed: () => undefined,
        wire: {
          send: (_slot, data, from) => {
            const size = Math.min(room, data.length - from);
            room -= size;
            taken.push(Buffer.from(data.subarray(from, from + size)));
            return size;
          },
          drop: () => undefined,
        },
      });
      const told = [Buffer.from('head;')];
      fanOut.add(3, 1, told[0]!);
      for (const [at, each] of steps.entries()) {
        if (each.do === 'publish') {
          const frame = Buffer.from(`${at}`.padEnd(each.size, '.'));
          told.push(frame);
          fanOut.publish(1, frame, Buffer.from('reset'));
        } else {
          room += each.bytes;
          fanOut.writable(3);
        }
        while (fanOut.work());
      }
      expect(text(Buffer.concat([...taken, fanOut.owed(3)!]))).toBe(text(Buffer.concat(told)));
    }),
  );
});

it('one that is owed too much, or has fallen past the ring, is told to take the View again; in the middle of a frame it cannot be', () => {
  let room = 2;
  const send = (_slot: number, data: Uint8Array, from: number) => {
    const size = Math.min(room, data.length - from);
    room -= size;
    return size;
  };
  const fanOut = createFanOut({
    framesMax: 4,
    bytesMax: 1_000_000,
    sliceSends: 10,
    onPassed: () => undefined,
    wire: { send, drop: () => undefined },
  });
  const publish = (size: number) => {
    fanOut.publish(1, Buffer.alloc(size, 'x'), Buffer.from('reset'));
    while (fanOut.work());
  };
  fanOut.add(1, 1, Buffer.from('hi'));
  publish(70_000);
  expect(text(fanOut.owed(1)!)).toBe('reset');
  room = 69_995;
  fanOut.writable(1);
  publish(70_000);
  expect(text(fanOut.owed(1)!)).toBe('xxxxxreset');
  for (let turn = 0; turn < 5; turn++) publish(10);
  expect(fanOut.owed(1)).toBeUndefined();
});
