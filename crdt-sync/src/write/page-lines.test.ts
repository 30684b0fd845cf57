import { expect, it } from 'vitest';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { createPageLines, pageWritesMax } from './page-lines.ts';

const told = (work: Promise<unknown>) => work.catch((error: unknown) => (error as { code: string }).code);

it('a page that writes more than it is answered for is told to wait, and no other page is', async () => {
  const { counted } = createPageLines(createVirtualClock());
  const end = Promise.withResolvers<string>();
  const crowd = Array.from({ length: pageWritesMax + 5 }, () => told(counted('crowded', () => end.promise)));
  const other = counted('other', async () => 'written');
  expect(await other).toBe('written');
  end.resolve('written');
  const outcomes = await Promise.all(crowd);
  expect(outcomes.filter((each) => each === 'limit')).toHaveLength(5);
  expect(await counted('crowded', async () => 'written')).toBe('written');
});

it('those of one page go one after the other, and who has waited too long goes no more', async () => {
  const clock = createVirtualClock();
  const { counted, inTurn } = createPageLines(clock);
  const ends = Array.from({ length: 3 }, () => Promise.withResolvers<number>());
  const begun: number[] = [];
  const writes = ends.map(({ promise }, at) =>
    told(
      counted('page', () =>
        inTurn('page', () => {
          begun.push(at);
          return promise;
        }),
      ),
    ),
  );
  await clock.pass(0);
  expect(begun).toEqual([0]);
  ends[0]!.resolve(0);
  await clock.pass(0);
  expect(begun).toEqual([0, 1]);
  await clock.pass(3_000);
  ends[1]!.resolve(1);
  await clock.pass(0);
  expect(await Promise.all(writes)).toEqual([0, 1, 'unavailable']);
  expect(begun).toEqual([0, 1]);
});
