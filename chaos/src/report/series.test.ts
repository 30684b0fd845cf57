import { expect, it } from 'vitest';
import { seriesOf } from './series.ts';

it('counts and measures second by second, region by region, and says nothing of a second in which nothing came', () => {
  const write = (update: string, atMs: number, tookMs: number) => ({ region: 'us', update, atMs, tookMs });
  const [written, refused, slowest, crossed, lost] = seriesOf(
    {
      regions: ['us', 'eu'],
      // The first is of before: people were there while the world warmed up.
      acknowledged: [write('a', 500, 1), write('b', 1_100, 20), write('c', 1_900, 50), write('d', 3_100, 10)],
      refused: [{ region: 'eu', atMs: 2_500 }],
      seen: [{ region: 'eu', update: 'c', atMs: 2_050 }],
      visits: [{ region: 'eu', atMs: 1_000, tookMs: 5_000, why: 'late' }],
    },
    1_000,
    4_000,
  );
  const of = (series: typeof written, region: string) => series!.lines.find((line) => line.region === region)!.points;
  expect(of(written, 'us')).toEqual([
    [0, 2],
    [1, 0],
    [2, 1],
  ]);
  expect(of(refused, 'eu')).toEqual([
    [0, 0],
    [1, 1],
    [2, 0],
  ]);
  expect(of(slowest, 'us')).toEqual([
    [0, 50],
    [2, 10],
  ]);
  expect(of(crossed, 'eu')).toEqual([[1, 150]]);
  expect(of(lost, 'eu')[0]).toEqual([0, 1]);
});
