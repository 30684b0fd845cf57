import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

const later = () => new Promise((resolve) => setImmediate(resolve));

it('who asks once waits behind one question of each other asker, not behind all of them', async () => {
  const turns = createTurns({ atOnceMax: 2, perAskerMax: 1_000, waitingMax: 5_000 });
  const done: string[] = [];
  const ask = (asker: string) => turns(asker, async () => (await later(), void done.push(asker)));
  const crowd = Array.from({ length: 500 }, () => ask('stranger'));
  const other = Array.from({ length: 10 }, () => ask('other'));
  await ask('reader');
  expect(done.length).toBeLessThan(12);
  await Promise.all([...crowd, ...other]);
  expect(done.filter((asker) => asker === 'stranger')).toHaveLength(500);
});

it('no asker fills the line, and nothing is left when all have had their turn', async () => {
  const turns = createTurns({ atOnceMax: 1, perAskerMax: 3, waitingMax: 5 });
  const ask = (asker: string) => turns(asker, later);
  const strangers = Array.from({ length: 10 }, () => ask('stranger').catch((error: { code: string }) => error.code));
  const readers = Array.from({ length: 4 }, (_, at) => ask(`reader ${at}`).catch((error: { code: string }) => error.code));
  const told = [...(await Promise.all(strangers)), ...(await Promise.all(readers))];
  expect(told.filter((code) => code === 'unavailable')).toHaveLength(8);
  await expect(turns('stranger', () => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  await expect(ask('stranger')).resolves.toBeUndefined();
});
