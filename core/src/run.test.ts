import { expect, it } from 'vitest';
import { oneAtATime } from './run.ts';

function createWork() {
  const runs: PromiseWithResolvers<string>[] = [];
  const ask = oneAtATime(() => {
    runs.push(Promise.withResolvers());
    return runs.at(-1)!.promise;
  });
  return { runs, ask };
}

it('whoever asks during a run shares the one behind it, which sees what was there when they asked', async () => {
  const { runs, ask } = createWork();
  const first = ask();
  const during = [ask(), ask()];
  expect(runs).toHaveLength(1);
  runs[0]!.resolve('first');
  expect(await first).toBe('first');
  await Promise.resolve();
  expect(runs).toHaveLength(2);
  const later = ask();
  runs[1]!.resolve('second');
  expect(await Promise.all(during)).toEqual(['second', 'second']);
  runs[2]!.resolve('third');
  expect(await later).toBe('third');
  const afresh = ask();
  runs[3]!.resolve('fourth');
  expect(await afresh).toBe('fourth');
});

it('a run that fails is told to those who wait for it alone', async () => {
  const { runs, ask } = createWork();
  const first = ask();
  const second = ask();
  runs[0]!.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await Promise.resolve();
  runs[1]!.resolve('well');
  expect(await second).toBe('well');
});
