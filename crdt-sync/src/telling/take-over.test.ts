import { newId } from '@pharos/core/id';
import type { Bus } from '@pharos/core/outside/bus';
import { Problem } from '@pharos/core/problem';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { rankAfter } from '@pharos/region/telling/rules';
import type { TellingMode } from '@pharos/region/telling/report';
import { expect, it } from 'vitest';
import { createMemoryTellings } from '../../../proof/notifier-model/memory-tellings.ts';
import type { Reach } from './reach.ts';
import { createTakeOver, type KnownMember, type TakeoverReason } from './take-over.ts';

const members = (dead: string[] = []): KnownMember[] =>
  ['us', 'eu', 'ap'].map((region, at) => ({ region, number: at + 1, isDead: dead.includes(region) }));

/** eu, with a notice of us; ap promises or does not. */
async function at({
  mode = 'majority',
  dead = [],
  region = 'eu',
  promises = true,
}: { mode?: TellingMode; dead?: string[]; region?: string; promises?: boolean } = {}) {
  const clock = createVirtualClock();
  const tellings = createMemoryTellings(clock.now);
  const update = newId();
  tellings.jobs.set(update, { update, owner: 'us', mode, at: clock.now() });
  let silentMs = 0;
  const asked: string[] = [];
  const taken: TakeoverReason[] = [];
  const other = region === 'eu' ? 'ap' : 'eu';
  const peerBus = (peer: string) =>
    ({
      request: async (_: string, data: string) => {
        asked.push(peer);
        if (peer === 'us' || !promises) throw new Problem('unavailable', 'no answer');
        const { asks } = JSON.parse(data) as { asks: { update: string }[] };
        return new TextEncoder().encode(JSON.stringify({ answers: asks.map((each) => ({ update: each.update, isPromised: true })) }));
      },
    }) as unknown as Bus;
  const takeOver = createTakeOver({
    kit: testKit({ clock, region, regionNumber: region === 'eu' ? 2 : 3 }),
    tellings,
    peers: [
      { region: 'us', number: 1, bus: peerBus('us') },
      { region: other, number: 9, bus: peerBus(other) },
    ],
    reach: { silenceMs: (from: string) => (from === 'us' ? silentMs : 0) } as Reach,
    members: async () => members(dead),
    onTaken: (reason) => taken.push(reason),
  });
  return { takeOver, tellings, update, taken, asked, silent: (ms: number) => (silentMs = ms) };
}

it('the next by number takes over after five seconds of silence, the one behind it after ten', async () => {
  for (const [region, before, after] of [
    ['eu', 4_900, 5_000],
    ['ap', 9_900, 10_000],
  ] as const) {
    const { takeOver, silent, taken, tellings, update } = await at({ region });
    silent(before);
    expect([await takeOver.look(), taken]).toEqual([0, []]);
    silent(after);
    expect([await takeOver.look(), taken]).toEqual([1, ['silent']]);
    expect(await tellings.read(update)).toMatchObject({ teller: region, epoch: 1 });
    expect(await takeOver.look()).toBe(0); // it is its own by now
  }
});

it('without a majority nobody takes over by himself, and nothing is left behind of the try', async () => {
  const { takeOver, silent, tellings, update } = await at({ promises: false });
  silent(60_000);
  expect(await takeOver.look()).toBe(0);
  expect(await tellings.read(update)).toBeUndefined();
});

it('what was told alone is left to its region, until a person declares that one dead', async () => {
  const alone = await at({ mode: 'alone' });
  alone.silent(60_000);
  expect(await alone.takeOver.look()).toBe(0);
  const dead = await at({ mode: 'alone', dead: ['us'] });
  expect([await dead.takeOver.look(), dead.taken]).toEqual([1, ['declared-dead']]);
  // How far it was is known to nobody.
  expect(dead.tellings.takeDue('eu', Date.now() * 2)).toMatchObject({
    isAlone: true,
    own: { doubtTo: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
  });
});

it('a person’s order needs no silence and no majority, and of the own region none of the others at all', async () => {
  const { takeOver, taken, tellings, update } = await at({ promises: false });
  expect([await takeOver.order('us'), taken]).toEqual([1, ['by-hand']]);
  expect(tellings.isAlone(update)).toBe(true);
  const own = await at();
  await own.tellings.begin('eu', [{ update: newId(), telling: 'majority' }], 0);
  expect([await own.takeOver.order('eu'), own.asked]).toEqual([1, []]);
});

it('turns go by number behind the one that is gone, and round again', () => {
  expect([2, 3, 5, 7].map((own) => rankAfter(3, own, [2, 3, 5, 7]))).toEqual([2, -1, 0, 1]);
  expect(rankAfter(7, 2, [2, 3, 5, 7])).toBe(0);
});
