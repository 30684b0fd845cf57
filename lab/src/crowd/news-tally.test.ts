import { expect, it } from 'vitest';
import { createNewsTally } from './news-tally.ts';

it('notes how long the newest update of a piece was under way, of each reader once', () => {
  let now = 1_800_000_000_500;
  const tally = createNewsTally(8, () => now);
  const piece = (...sentAt: number[]) => Buffer.from(`id: v1.x\ndata: ${sentAt.map((at) => `{"body":"Sent at ${at}."}`).join(',')}\n\n`);
  const [first, second, old] = [1_800_000_000_100, 1_800_000_000_480, 1_799_999_000_000];
  tally.begin(false);
  // What the page said before it was opened is no news.
  tally.greet(3, piece(first), piece(first).length);
  tally.note(3, piece(first, second), piece(first, second).length);
  tally.note(3, piece(second), piece(second).length);
  now += 20;
  tally.note(4, piece(second), piece(second).length);
  tally.note(5, piece(old), piece(old).length);
  // Beyond what came stand the bytes of others.
  tally.note(6, piece(second), 30);
  tally.lost();
  expect(tally.take()).toMatchObject({
    events: 2,
    lost: 1,
    latencies: [
      [20, 1],
      [40, 1],
    ],
  });
  expect(tally.take()).toMatchObject({ events: 0, lost: 0, latencies: [] });
});
