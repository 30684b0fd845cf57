import { systemClock } from '@pharos/core/clock';
import { testKit } from '@pharos/core/testing/kit';
import { expect, it } from 'vitest';
import { createAttempts } from './attempts.ts';
import { createPasswords, ofPages } from './passwords.ts';
import { createUnlocks } from './unlocks.ts';

it('a password is right or not, its hash says nothing of it, and no two are alike', async () => {
  const passwords = createPasswords({ clock: systemClock, ...ofPages });
  const [one, other] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')];
  expect(one).toMatch(/^scrypt\$15\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(other);
  expect(await passwords.isRight('correct horse', one)).toBe(true);
  expect(await passwords.isRight('correct horsf', one)).toBe(false);
  expect(await passwords.isRight('correct horse', null)).toBe(false);
  expect(await passwords.isRight('correct horse', 'scrypt$20$x$y')).toBe(false);
});

it('what was right a moment ago costs nothing, and a flood waits in a short line', async () => {
  const passwords = createPasswords({ clock: systemClock, ...ofPages, cost: 11 });
  const hash = await passwords.hash('correct horse');
  expect(passwords.isKnown('correct horse', hash)).toBe(false);
  await passwords.isRight('correct horse', hash);
  expect([
    passwords.isKnown('correct horse', hash),
    passwords.isKnown('correct horsf', hash),
    passwords.isKnown('correct horse', null),
  ]).toEqual([true, false, false]);
  const began = performance.now();
  await Promise.all(Array.from({ length: 1_000 }, () => passwords.isRight('correct horse', hash)));
  expect(performance.now() - began).toBeLessThan(2_000);
  const flood = await Promise.allSettled(Array.from({ length: 100 }, (_, at) => passwords.isRight(`wrong horse ${at}`, null)));
  // One is looked at, twenty wait, and the others are told so at once.
  expect(flood.filter(({ status }) => status === 'rejected')).toHaveLength(79);
});

it('what is wrong is counted by address, network and page, and what is right is not', async () => {
  const unlocks = createUnlocks(createAttempts(testKit({ clock: systemClock }), undefined));
  const tries = async (count: number, page: string, address: string, isRight: boolean) => {
    let taken = 0;
    for (let at = 0; at < count; at++) {
      const done = await unlocks
        .try(page, address, async () => isRight)
        .then(
          () => true,
          () => false,
        );
      taken += Number(done);
    }
    return taken;
  };
  expect(await tries(5, 'a', '192.0.2.1', true)).toBe(5);
  expect(await tries(20, 'a', '192.0.2.1', false)).toBe(10);
  expect(await tries(1, 'a', '192.0.2.2', true)).toBe(1);
  expect(await tries(30, 'b', '192.0.2.1', false)).toBe(10);
  // Others of the same page are not shut out by one who guesses, but by three hundred guesses.
  let guessed = 0;
  for (let at = 0; at < 40; at++) guessed += await tries(10, 'c', `198.51.${at}.1`, false);
  expect(guessed).toBe(300);
  await expect(unlocks.try('c', '203.0.113.1', async () => true)).rejects.toMatchObject({ code: 'limit' });
});

it('a page that many try at once takes no place from the others', async () => {
  const unlocks = createUnlocks(createAttempts(testKit({ clock: systemClock }), undefined));
  const gate = Promise.withResolvers<boolean>();
  const flood = Array.from({ length: 20 }, (_, at) =>
    unlocks.try('a', `198.51.${at}.1`, () => gate.promise).catch((error: { code: string }) => error.code),
  );
  expect(await unlocks.try('b', '203.0.113.1', async () => true)).toBe(true);
  expect(await Promise.all(flood.slice(5))).toEqual(Array.from({ length: 15 }, () => 'limit'));
  gate.resolve(false);
  expect(await Promise.all(flood.slice(0, 5))).toEqual(Array.from({ length: 5 }, () => false));
  expect(await unlocks.try('a', '203.0.113.1', async () => true)).toBe(true);
});
