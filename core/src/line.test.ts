import { expect, it } from 'vitest';
import { createLine } from './line.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const open = (waitingMax: number) => {
  const clock = createVirtualClock();
  const line = createLine({ clock, what: 'the test', atOnceMax: 2, waitingMax, limitMs: 1_000 });
  const ends: PromiseWithResolvers<string>[] = [];
  const ask = () =>
    line(() => {
      const end = Promise.withResolvers<string>();
      ends.push(end);
      return end.promise;
    }).then(
      (value) => value,
      (error: unknown) => (error as Error).message,
    );
  return { clock, ask, ends };
};

it('so much goes on at a time, and who waits comes in its turn', async () => {
  const { clock, ask, ends } = open(100);
  const all = [ask(), ask(), ask(), ask()];
  await clock.pass(0);
  expect(ends.length).toBe(2);
  ends[1]!.resolve('second');
  // Whoever comes in whichever turn while a place is handed on does not slip in.
  const late: Promise<string>[] = [];
  for (let turn = 0; turn < 10; turn++) {
    late.push(ask());
    await Promise.resolve();
  }
  await clock.pass(0);
  expect(ends.length).toBe(3);
  ends[0]!.reject(new Error('first failed'));
  await clock.pass(0);
  expect(ends.length).toBe(4);
  for (let turn = 2; turn < 14; turn++) {
    ends[turn]!.resolve('fine');
    await clock.pass(0);
  }
  expect(await Promise.all([...all, ...late])).toEqual(['first failed', 'second', ...Array<string>(12).fill('fine')]);
});

it('no more wait than may, and what hangs keeps its place: once all hang, nobody waits until one has ended', async () => {
  const { clock, ask, ends } = open(3);
  const hanging = [ask(), ask()];
  const waiting = [ask(), ask(), ask()];
  expect(await ask()).toBe('the test: too many wait');
  await clock.pass(1_000);
  expect(await Promise.all(hanging)).toEqual(Array(2).fill('the test took longer than 1000 ms'));
  expect(await Promise.all(waiting)).toEqual(Array(3).fill('the test: everything before hangs'));
  expect(await ask()).toBe('the test: everything before hangs');
  expect(ends.length).toBe(2);
  ends[0]!.reject(new Error('too late to matter'));
  await clock.pass(0);
  const next = ask();
  const behind = ask();
  await clock.pass(0);
  expect(ends.length).toBe(3); // one place still hangs
  ends[1]!.resolve('at last');
  await clock.pass(0);
  for (const each of ends) each.resolve('fine');
  expect(await Promise.all([next, behind])).toEqual(['fine', 'fine']);
});
