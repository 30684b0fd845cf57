import { expect, it } from 'vitest';
import { en } from '../words/en.ts';
import { lineOf } from './region-line.ts';
import type { RegionState } from './watch.ts';

const state = (name: string, to: Partial<RegionState> = {}): RegionState => ({
  door: { name, url: `https://${name}.example` },
  isThere: true,
  version: 'v1.a',
  tookMs: 10,
  behindSince: undefined,
  ...to,
});
const line = (...states: RegionState[]) => lineOf(states, 'us', 10_000, en);

it('says where one writes, and what is true of the others', () => {
  expect(line()).toEqual({ text: 'You write to us', tone: 'quiet' });
  expect(line(state('us'), state('eu'), state('ap'))).toEqual({ text: 'You write to us; all 3 regions agree.', tone: 'good' });
  expect(line(state('us'), state('eu', { behindSince: 9_000 }))).toEqual({ text: 'You write to us; eu is catching up.', tone: 'quiet' });
  expect(line(state('us'), state('eu', { isThere: false }))).toEqual({ text: 'You write to us; eu does not answer.', tone: 'minor' });
});

it('says that a region is out of touch once it is, and that no region answers', () => {
  expect(line(state('us'), state('eu', { behindSince: 4_000 }), state('ap', { behindSince: 3_000 }))).toEqual({
    text: 'us is out of touch with eu and ap: your updates are safe here and will reach them.',
    tone: 'major',
  });
  expect(line(state('us', { isThere: false }), state('eu', { isThere: false }))).toMatchObject({ tone: 'critical' });
});
