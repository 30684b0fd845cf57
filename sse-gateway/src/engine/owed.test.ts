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
      expect(text(Buffer.concat([...taken, fanOut.owed(3)!.ahead]))).toBe(text(Buffer.concat(told)));
      expect(fanOut.owed(3)!.isCut).toBe(false);
    }),
  );
});

it('one that is owed too much, or has fallen past the ring, is cut between two frames; within one that is long it cannot be', () => {
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
  const take = (bytes: number) => {
    room = bytes;
    fanOut.writable(1);
  };
  fanOut.add(1, 1, Buffer.from('hi'));
  publish(70_000);
  expect(fanOut.owed(1)).toEqual({ ahead: Buffer.alloc(0), isCut: true });
  take(10);
  expect(fanOut.owed(1)).toBeUndefined();
  take(69_985);
  publish(70_000);
  expect(fanOut.owed(1)).toEqual({ ahead: Buffer.from('xxxxx'), isCut: true });
  for (let turn = 0; turn < 5; turn++) publish(10);
  expect(fanOut.owed(1)).toBeUndefined();
});

it('of a long head that is its own a reader is owed the frame that has begun, wherever it stands in it', () => {
  const frames = ['HTTP/1.1 200 OK\r\n\r\nretry: 1\n\n', 'id: 1\n\n', `data: ${'x'.repeat(70_000)}\n\n`, `data: ${'y'.repeat(70_000)}\n\n`];
  const head = Buffer.from(frames.join(''));
  const ends = frames.map((_, at) => frames.slice(0, at + 1).join('').length);
  for (const sent of [0, 5, 20, ...ends.flatMap((end) => [end - 2, end - 1, end, end + 1]), 20_000, 100_000]) {
    const fanOut = createFanOut({
      framesMax: 4,
      bytesMax: 1_000_000,
      sliceSends: 10,
      onPassed: () => undefined,
      wire: { send: (_slot, _data, from) => (from === 0 ? sent : 0), drop: () => undefined },
    });
    fanOut.add(1, 1, head);
    const owed = fanOut.owed(1);
    const end = sent > 0 && ends.includes(sent) ? sent : ends.find((each) => each > sent)!;
    const whole = head.length - sent <= 65_536 ? { ahead: head.subarray(sent), isCut: false } : undefined;
    const cut = end - sent <= 65_536 ? { ahead: head.subarray(sent, end), isCut: true } : undefined;
    expect(owed).toEqual(whole ?? cut);
  }
});
