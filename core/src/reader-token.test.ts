import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { mintReaderToken, readReaderToken } from './reader-token.ts';

const page = '0192f0c4-0000-7000-8000-000000000001';
const other = '0192f0c4-0000-7000-8000-000000000002';
const [key, older] = ['k'.repeat(32), 'o'.repeat(32)];
const token = (by = key) => mintReaderToken({ page, issuedAt: 1_000, expiresAt: 2_000 }, by);

it('a token opens its page until it expires, under any key that is believed', async () => {
  expect(await readReaderToken(await token(), page, [key], 1_999)).toEqual({ kind: 'good', issuedAt: 1_000, expiresAt: 2_000 });
  expect(await readReaderToken(await token(older), page, [key, older], 1_999)).toMatchObject({ kind: 'good' });
  expect(await readReaderToken(await token(), page, [key], 2_000)).toEqual({ kind: 'expired' });
});

it('a token of another page, of another key, or with another time opens nothing', async () => {
  const good = await token();
  expect(await readReaderToken(good, other, [key], 1_500)).toEqual({ kind: 'wrong' });
  expect(await readReaderToken(good, page, [older], 1_500)).toEqual({ kind: 'wrong' });
  expect(await readReaderToken(good, page, [], 1_500)).toEqual({ kind: 'wrong' });
  expect(await readReaderToken(good.replace('.2000.', '.9000.'), page, [key], 1_500)).toEqual({ kind: 'wrong' });
  expect(await readReaderToken(good.replace('rt1.1000', 'rt1.1001'), page, [key], 1_500)).toEqual({ kind: 'wrong' });
});

it('a token of somebody who is signed in says whose session it is, and no other one can be put in its place', async () => {
  const session = { person: other, id: page, slot: 31, startedAt: 1_774_000_000_123 };
  const given = await mintReaderToken({ page, issuedAt: 1_000, expiresAt: 2_000, session }, key);
  expect(await readReaderToken(given, page, [key], 1_500)).toEqual({ kind: 'good', issuedAt: 1_000, expiresAt: 2_000, session });
  const [, issued, expires, of, signature] = given.split('.');
  const forged = [
    ['rt2', issued, expires, of!.replace('1f', '1e'), signature],
    ['rt1', issued, expires, signature],
    ['rt1', issued, expires, of, signature],
    ['rt2', issued, expires, signature],
  ];
  for (const each of forged) expect(await readReaderToken(each.join('.'), page, [key], 1_500)).toEqual({ kind: 'wrong' });
});

it('no other text opens anything, or breaks anything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ maxLength: 200 }), fc.stringMatching(/^rt1\.\d{1,15}\.\d{1,15}\.[\w-]{43}$/)), async (text) => {
      expect(await readReaderToken(text, page, [key], 1_500)).toEqual({ kind: 'wrong' });
    }),
  );
});
