import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFanOut } from './fan-out.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const reset = bytes('[reset]');

/** Readers whose line takes as many bytes as it is given room for. */
function world({ framesMax = 8, bytesMax = 10_000, sliceSends = 4, isMany = false } = {}) {
  const got = new Map<number, string>();
  const room = new Map<number, number>();
  const full = new Set<number>();
  const dropped: [number, string][] = [];
  const sends: number[] = [];
  const passed: number[] = [];
  const take = (slot: number, data: Uint8Array, from: number) => {
    const space = room.get(slot) ?? Infinity;
    if (space < 0) return -1;
    const sent = Math.min(space, data.length - from);
    sends.push(slot);
    got.set(slot, (got.get(slot) ?? '') + new TextDecoder().decode(data.subarray(from, from + sent)));
    room.set(slot, space - sent);
    if (sent < data.length - from) full.add(slot);
    else full.delete(slot);
    return sent;
  };
  const fanOut = createFanOut({
    framesMax,
    bytesMax,
    sliceSends,
    onPassed: (at) => void passed.push(at),
    wire: {
      send: (slot, data, from) => {
        const sent = take(slot, data, from);
        if (sent < 0) fanOut.remove(slot);
        return sent;
      },
      ...(isMany && {
        sendMany: (slots, count, data, sent) => {
          for (let at = 0; at < count; at++) sent[at] = take(slots[at]!, data, 0);
        },
      }),
      drop: (slot, why) => {
        dropped.push([slot, why]);
        fanOut.remove(slot);
      },
    },
  });
  const settle = () => {
    while (fanOut.work());
  };
  return { fanOut, got, room, full, dropped, sends, passed, settle };
}

describe.each([false, true])('fan-out (many at once: %s)', (isMany) => {
  it('sends what piled up in one piece', () => {
    const { fanOut, got, sends, settle } = world({ isMany });
    fanOut.add(1, 7, bytes('head '));
    sends.length = 0;
    for (const frame of ['a', 'b', 'c']) fanOut.publish(7, bytes(frame), reset);
    settle();
    expect(got.get(1)).toBe('head abc');
    expect(sends).toEqual([1]);
    expect(fanOut.stats().merged).toBe(2);
  });

  it('tells one that fell past the ring to take the View again, and goes on from there', () => {
    const { fanOut, got, room, settle } = world({ framesMax: 2, isMany });
    fanOut.add(1, 7, bytes(''));
    room.set(1, 0);
    for (const frame of ['a', 'b', 'c', 'd']) {
      fanOut.publish(7, bytes(frame), reset);
      settle();
    }
    room.set(1, Infinity);
    fanOut.writable(1);
    fanOut.publish(7, bytes('e'), reset);
    settle();
    expect(got.get(1)).toBe('[reset]e');
    expect(fanOut.stats()).toMatchObject({ resets: 1, dropped: 0, blocked: 0 });
  });

  it('closes one that stands in the middle of a frame nobody has any more', () => {
    const { fanOut, room, dropped, settle } = world({ framesMax: 2, isMany });
    fanOut.add(1, 7, bytes(''));
    room.set(1, 2);
    for (const frame of ['long', 'b', 'c', 'd']) {
      fanOut.publish(7, bytes(frame), reset);
      settle();
    }
    room.set(1, Infinity);
    fanOut.writable(1);
    expect(dropped).toEqual([[1, 'behind']]);
    expect(fanOut.stats().readers).toBe(0);
  });

  it('drops one that takes nothing for too long, and spares one that takes a little', () => {
    const { fanOut, room, dropped, settle } = world({ isMany });
    fanOut.add(1, 7, bytes(''));
    fanOut.add(2, 7, bytes(''));
    room.set(1, 0).set(2, 0);
    fanOut.publish(7, bytes('frame'), reset);
    settle();
    fanOut.sweep(100, 70);
    room.set(2, 1);
    fanOut.writable(2);
    fanOut.sweep(200, 170);
    expect(dropped).toEqual([[1, 'stalled']]);
  });

  it('gives a quiet page its turn while a large one is being served', () => {
    const { fanOut, got, sends } = world({ sliceSends: 64, isMany });
    for (let slot = 0; slot < 1_000; slot++) fanOut.add(slot, 1, bytes(''));
    fanOut.add(1_000, 2, bytes(''));
    fanOut.publish(1, bytes('large'), reset);
    fanOut.work();
    fanOut.publish(2, bytes('quiet'), reset);
    sends.length = 0;
    fanOut.work();
    fanOut.work();
    expect(got.get(1_000)).toBe('quiet');
    expect(sends.length).toBeLessThan(400);
  });

  it('keeps nothing once everybody has it, and says when that was', () => {
    const { fanOut, passed, settle } = world({ isMany });
    fanOut.add(1, 7, bytes(''));
    fanOut.publish(7, bytes('a'), reset, 111);
    settle();
    fanOut.publish(7, bytes('heartbeat'), reset);
    settle();
    expect(passed).toEqual([111]);
  });

  it('says how long what came before each pass took, also when more comes during every one of them', () => {
    const { fanOut, passed } = world({ isMany });
    for (let slot = 0; slot < 20; slot++) fanOut.add(slot, 7, bytes(''));
    fanOut.publish(7, bytes('1'), reset, 1);
    // The first turn ends the pass before; what comes in the middle of one is told with the next.
    for (let at = 2; at <= 30; at++) {
      fanOut.work();
      fanOut.publish(7, bytes('x'), reset, at);
    }
    expect(passed.length).toBeGreaterThan(3);
    expect(passed[0]).toBe(1);
    expect(passed.at(-1)).toBeGreaterThan(15);
    expect(passed).toEqual(passed.toSorted((a, b) => a - b));
    while (fanOut.work());
    expect(new Set(passed).size).toBe(passed.length);
  });

  it('goes round once however many leave behind it', () => {
    const { fanOut, got, sends, passed, settle } = world({ isMany, sliceSends: 8 });
    for (let slot = 0; slot < 40; slot++) fanOut.add(slot, 7, bytes(''));
    sends.length = 0;
    fanOut.publish(7, bytes('a'), reset, 1);
    fanOut.work();
    for (let slot = 0; slot < 8; slot += 2) fanOut.remove(slot);
    fanOut.work();
    for (let slot = 1; slot < 8; slot += 2) fanOut.remove(slot);
    settle();
    expect(sends.length).toBe(40);
    for (let slot = 8; slot < 40; slot++) expect(got.get(slot)).toBe('a');
    expect(passed).toEqual([1]);
  });

  it('one that goes at the end of a pass leaves everybody else where they can be found', () => {
    const { fanOut, got, room, settle } = world({ isMany, sliceSends: 64 });
    for (let slot = 0; slot < 8; slot++) fanOut.add(slot, 7, bytes(''));
    room.set(2, -1);
    fanOut.publish(7, bytes('a'), reset);
    settle();
    fanOut.remove(7);
    fanOut.publish(7, bytes('b'), reset);
    settle();
    expect([0, 1, 3, 4, 5, 6].map((slot) => got.get(slot))).toEqual(Array(6).fill('ab'));
    expect(fanOut.stats().readers).toBe(6);
  });

  it('whatever happens, a reader gets each frame once and in order, or a reset in place of those it lost', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const), topic: fc.integer({ min: 1, max: 2 }) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('work' as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant('room' as const), slot: fc.nat(11), room: fc.constantFrom(0, 1, 3, 9, 40, 1_000, -1) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), slot: fc.nat(11), topic: fc.integer({ min: 1, max: 2 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), slot: fc.nat(11) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('writable' as const), slot: fc.nat(11) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const { fanOut, got, room, full, settle } = world({ framesMax: 3, sliceSends: isMany ? 5 : 2, isMany });
        const ends = [0, 0, 0];
        const since = new Map<number, { topic: number; from: number }>();
        const wrong: string[] = [];
        const check = (slot: number, isOver: boolean) => {
          const { topic, from } = since.get(slot)!;
          let next = from;
          const text = got.get(slot) ?? '';
          for (const token of text.match(/<\d+>|\[reset\]/g) ?? []) {
            const number = token === '[reset]' ? undefined : Number(token.slice(1, -1));
            if (number !== undefined && next >= 0 && number !== next) wrong.push(`${number} where ${next} was due`);
            next = number === undefined ? -1 : number + 1;
          }
          if (isOver && next >= 0 && next !== ends[topic]) wrong.push(`${next} never came`);
          // What is cut off at the end is a frame under way, unless all is over.
          const rest = text.replace(/<\d+>|\[reset\]/g, '');
          if (!(isOver ? /^$/ : /^([<[][^<[]*)?$/).test(rest)) wrong.push(`torn: ${text}`);
        };
        for (const each of steps) {
          if (each.do === 'publish') fanOut.publish(each.topic, bytes(`<${ends[each.topic]!++}>`), reset);
          if (each.do === 'work') fanOut.work();
          if (each.do === 'room' && fanOut.holds(each.slot)) room.set(each.slot, each.room);
          if (each.do === 'writable' && fanOut.holds(each.slot)) fanOut.writable(each.slot);
          if (each.do === 'leave' && fanOut.holds(each.slot)) {
            check(each.slot, false);
            fanOut.remove(each.slot);
          }
          if (each.do === 'join' && !fanOut.holds(each.slot)) {
            got.delete(each.slot);
            room.delete(each.slot);
            full.delete(each.slot);
            since.set(each.slot, { topic: each.topic, from: ends[each.topic]! });
            fanOut.add(each.slot, each.topic, bytes(''));
          }
        }
        for (let slot = 0; slot <= 11; slot++) {
          if (!fanOut.holds(slot)) continue;
          room.set(slot, Infinity);
          // The wire speaks up only for those it has turned away.
          if (full.has(slot)) fanOut.writable(slot);
        }
        settle();
        for (let slot = 0; slot <= 11; slot++) if (fanOut.holds(slot)) check(slot, true);
        expect(wrong).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
