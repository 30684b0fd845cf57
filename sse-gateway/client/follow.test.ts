import { decodeVersion, encodeVersion, type Version } from '@pharos/core/version';
import { expect, it } from 'vitest';
import { applyPatch, type IncidentView, type Patch, type View } from './live.js';
import { openBrowser } from './testing/browser.ts';

const [eu, us] = [1, 2];
const v = (version: Version) => encodeVersion(version);
const incident = (id: string): IncidentView => ({
  id,
  title: id,
  status: 'identified',
  impact: 'minor',
  conflict: false,
  startedAt: new Date(0).toISOString(),
  resolvedAt: null,
  components: [],
  updates: [],
});
const patchOf = (...ids: string[]): Patch => ({ components: [], incidents: ids.map(incident), maintenances: [], removed: [] });
const start: View = {
  version: v({ [eu]: 1 }),
  at: new Date(0).toISOString(),
  page: { id: 'p', name: 'P', slug: 'p', timeZone: 'UTC' },
  status: { indicator: 'none', description: 'All Systems Operational' },
  components: [],
  incidents: [],
  maintenances: [],
};
const viewAt = (version: Version, ...ids: string[]): View => applyPatch(start, patchOf(...ids), v(version), start.at);
const idsIn = (view: View) => view.incidents.map(({ id }) => id).toSorted();
const gaps = (streams: { at: number }[]) => streams.slice(1).map(({ at }, before) => at - streams[before]!.at);

it('what a stream brings is shown once, whatever comes again', async () => {
  using browser = openBrowser();
  const { tab, shown, state } = browser.open({ view: start });
  await browser.pass(0);
  const [stream] = browser.streams;
  expect(stream!.url.href).toBe(`https://eu.example/live/p?after=${start.version}`);
  await stream!.say('retry: 2000\n\nid: x\neve');
  await stream!.say(`nt: hello\ndata: {"pollMs":15000}\n\nevent: one-we-do-not-know\ndata: {}\n\n`);
  expect(state()).toBe('live');
  for (const seq of [2, 2, 1, 3]) await stream!.change(v({ [eu]: seq }), patchOf(`e${seq}`));
  expect(shown.map((view) => decodeVersion(view.version))).toEqual([{ [eu]: 2 }, { [eu]: 3 }]);
  expect(idsIn(tab.view)).toEqual(['e2', 'e3']);
  await stream!.say(': 2026-01-01T00:00:00.000Z delayed\n\n');
  expect(browser.streams).toHaveLength(1);
});

it('after a reset that another region answered nothing is skipped: the stream begins anew from what is shown', async () => {
  using browser = openBrowser();
  const { tab } = browser.open({ view: start });
  await browser.pass(0);
  const [first] = browser.streams;
  await first!.hello();
  // The near region's View cannot be had; the other's holds u4 as well, which this stream does not tell of.
  browser.views.set('https://eu.example', 503);
  browser.views.set('https://us.example', viewAt({ [eu]: 9, [us]: 4 }, 'e9', 'u4'));
  await first!.reset(v({ [eu]: 9 }));
  await browser.pass(2_000);
  expect(idsIn(tab.view)).toEqual(['e9', 'u4']);
  await first!.change(v({ [eu]: 10 }), patchOf('e10'));
  await browser.pass(3_000);
  expect(browser.streams).toHaveLength(2);
  const next = browser.streams[1]!;
  expect(next.url.host).toBe('eu.example');
  expect(decodeVersion(next.url.searchParams.get('after')!)).toEqual({ [eu]: 9, [us]: 4 });
  await next.hello();
  await next.change(v({ [eu]: 10, [us]: 4 }), patchOf('e10'));
  await next.change(v({ [eu]: 10, [us]: 5 }), patchOf('u5'));
  expect(idsIn(tab.view)).toEqual(['e10', 'e9', 'u4', 'u5']);
  expect(decodeVersion(tab.view.version)).toEqual({ [eu]: 10, [us]: 5 });
});

it('a View that lacks something of what is shown is not put in its place, also not after a reset', async () => {
  using browser = openBrowser();
  const { tab, shown } = browser.open({ view: viewAt({ [eu]: 1, [us]: 4 }, 'u4') });
  await browser.pass(0);
  browser.views.set('https://eu.example', viewAt({ [eu]: 9 }, 'e9'));
  browser.views.set('https://us.example', 503);
  await browser.streams[0]!.hello();
  await browser.streams[0]!.reset(v({ [eu]: 9 }));
  await browser.pass(8_000);
  expect(shown).toEqual([]);
  // No View was to be had: the stream that promised what comes after it is of no use.
  expect(browser.streams[0]!.isAborted).toBe(true);
  browser.views.set('https://us.example', viewAt({ [eu]: 9, [us]: 4 }, 'e9', 'u4'));
  await browser.streams[1]!.hello();
  await browser.streams[1]!.reset(v({ [eu]: 9, [us]: 4 }));
  await browser.pass(8_000);
  expect(idsIn(tab.view)).toEqual(['e9', 'u4']);
});

it('tabs that cannot agree on a leader lose nothing by what they tell each other', async () => {
  using browser = openBrowser({ hasLocks: false });
  const one = browser.open({ view: start });
  const two = browser.open({ view: start, addresses: ['https://us.example/live/p'] });
  await browser.pass(0);
  const [near, far] = browser.streams;
  await near!.hello();
  await far!.hello();
  await far!.change(v({ [eu]: 1, [us]: 4 }), patchOf('u4'));
  expect(idsIn(one.tab.view)).toEqual(['u4']);
  await near!.change(v({ [eu]: 2 }), patchOf('e2'));
  await browser.pass(3_000);
  const again = browser.streams[2]!;
  expect(decodeVersion(again.url.searchParams.get('after')!)).toEqual({ [eu]: 1, [us]: 4 });
  await again.hello();
  await again.change(v({ [eu]: 2, [us]: 4 }), patchOf('e2'));
  for (const { tab } of [one, two]) expect(idsIn(tab.view)).toEqual(['e2', 'u4']);
});

it('a reader who is sent away asks for the View each pollMs, and comes back no sooner than it was told', async () => {
  using browser = openBrowser();
  browser.views.set('https://eu.example', viewAt({ [eu]: 2 }, 'e2'));
  const { tab, state } = browser.open({ view: start });
  await browser.pass(0);
  await browser.streams[0]!.hello({ full: 'readers' });
  await browser.streams[0]!.say('retry: 40000\n\n');
  await browser.streams[0]!.end();
  expect(state()).toBe('polling');
  expect(idsIn(tab.view)).toEqual(['e2']);
  await browser.pass(39_000);
  expect(browser.asked.map(({ at }) => at)).toEqual([0, 15_000, 30_000]);
  expect(browser.streams).toHaveLength(1);
  await browser.pass(2_000);
  expect(browser.streams).toHaveLength(2);
  // Told to come back sooner than pollMs, it still asks no more often than that.
  await browser.streams[1]!.hello({ full: 'memory', pollMs: 10_000 });
  await browser.streams[1]!.say('retry: 1000\n\n');
  await browser.streams[1]!.end();
  await browser.pass(9_500);
  expect(browser.streams).toHaveLength(2);
  await browser.pass(1_000);
  expect(browser.streams).toHaveLength(3);
  await browser.streams[2]!.hello();
  expect(state()).toBe('live');
});

it('waits a random time whose limit doubles up to pollMs, asks the addresses in turn, and begins anew after a stream', async () => {
  using browser = openBrowser();
  browser.views.set('https://eu.example', start);
  browser.onLive(() => 'nothing');
  browser.chance.mockReturnValue(0.999);
  const { state } = browser.open({ view: start });
  await browser.pass(60_000);
  const longest = gaps(browser.streams);
  expect(state()).toBe('polling');
  [1_000, 2_000, 4_000, 8_000, 15_000, 15_000].forEach((mostMs, at) => {
    expect(longest[at]).toBeGreaterThan(mostMs * 0.99);
    expect(longest[at]).toBeLessThanOrEqual(mostMs + 50);
  });
  expect(browser.streams.slice(0, 4).map(({ url }) => url.host)).toEqual(['eu.example', 'us.example', 'eu.example', 'us.example']);
  // The same again, by another chance: no two browsers come back together.
  browser.onLive(() => 200);
  await browser.pass(15_000);
  const before = browser.streams.length;
  await browser.streams.at(-1)!.say('retry: 700\n\n');
  await browser.streams.at(-1)!.hello();
  expect(state()).toBe('live');
  browser.onLive(() => 'nothing');
  browser.chance.mockReturnValue(0.25);
  const endedAt = Date.now();
  await browser.streams.at(-1)!.end();
  await browser.pass(20_000);
  const [obeyed, ...shorter] = gaps([{ at: endedAt }, ...browser.streams.slice(before)]);
  // A clean end is no failure: the same address again, when it said.
  expect(obeyed).toBe(700);
  expect(browser.streams[before]!.url.host).toBe(browser.streams[before - 1]!.url.host);
  [1_000, 2_000, 4_000, 8_000].forEach((mostMs, at) => {
    expect(shorter[at]).toBeGreaterThan(mostMs * 0.24);
    expect(shorter[at]).toBeLessThanOrEqual(mostMs * 0.25 + 50);
  });
});

it('a stream that says nothing for 40 s is left, one that says something is not', async () => {
  using browser = openBrowser();
  const { state } = browser.open({ view: start });
  await browser.pass(0);
  const [stream] = browser.streams;
  await stream!.hello();
  await browser.pass(39_000);
  await stream!.say(': 2026-01-01T00:00:00.000Z stale\n\n');
  await browser.pass(39_000);
  expect(stream!.isAborted).toBe(false);
  await browser.pass(1_500);
  expect(stream!.isAborted).toBe(true);
  expect(state()).toBe('connecting');
  // Who does not answer at all is not waited for so long: the next address may be quicker.
  browser.onLive(({ url }) => (url.host === 'eu.example' ? 'silence' : 200));
  await browser.pass(3_000);
  expect(browser.streams).toHaveLength(2);
  await browser.pass(11_000);
  expect(browser.streams[1]!.isAborted).toBe(false);
  const elsewhere = await browser.next();
  expect(elsewhere.url.host).toBe('us.example');
  expect(elsewhere.at - browser.streams[1]!.at).toBeLessThan(16_100);
  await elsewhere.hello();
  expect(state()).toBe('live');
});

it('a page that one region does not know is looked for in the others before that is believed', async () => {
  using browser = openBrowser();
  browser.onLive(({ url }) => (url.host === 'eu.example' ? 404 : 200));
  const { state } = browser.open({ view: start });
  await browser.pass(1_500);
  expect(browser.streams.map(({ url }) => url.host)).toEqual(['eu.example', 'us.example']);
  await browser.streams[1]!.hello();
  expect(state()).toBe('live');
  // What was said before the stream began counts no more: it takes all of them again.
  browser.onLive(({ url }) => (url.host === 'us.example' ? 404 : 'nothing'));
  await browser.streams[1]!.end();
  await browser.pass(10_000);
  expect(state()).not.toBe('ended');
  browser.onLive(() => 404);
  while (state() !== 'ended') await browser.next();
  const asked = [browser.streams.length, browser.asked.length];
  await browser.pass(60_000);
  expect([browser.streams.length, browser.asked.length]).toEqual(asked);
});

it('who may not come back does not', async () => {
  using browser = openBrowser();
  browser.onLive(() => 204);
  const { state } = browser.open({ view: start });
  await browser.pass(60_000);
  expect(state()).toBe('ended');
  expect(browser.streams).toHaveLength(1);
});

it('where nothing answers it says so, and as soon as something does it says that', async () => {
  using browser = openBrowser();
  browser.onLive(() => 'nothing');
  for (const region of ['eu', 'us']) browser.views.set(`https://${region}.example`, 503);
  const { state, states } = browser.open({ view: start });
  await browser.pass(30_000);
  expect(state()).toBe('offline');
  expect(states()).not.toContain('polling');
  browser.views.set('https://us.example', viewAt({ [eu]: 2 }, 'e2'));
  await browser.pass(30_000);
  expect(state()).toBe('polling');
  browser.onLive(() => 200);
  await (await browser.next()).hello();
  expect(state()).toBe('live');
});

it('tabs share one stream; when its holder goes the next goes on from what all have seen', async () => {
  using browser = openBrowser();
  const one = browser.open({ view: start });
  await browser.pass(0);
  await browser.streams[0]!.hello();
  await browser.streams[0]!.change(v({ [eu]: 2 }), patchOf('e2'));
  const two = browser.open({ view: start });
  await browser.pass(0);
  // Who comes later is told what the others see.
  expect({ ids: idsIn(two.tab.view), state: two.state() }).toEqual({ ids: ['e2'], state: 'live' });
  await browser.streams[0]!.change(v({ [eu]: 3 }), patchOf('e3'));
  expect(idsIn(two.tab.view)).toEqual(['e2', 'e3']);
  expect(browser.streams).toHaveLength(1);
  one.tab.close();
  await browser.pass(0);
  expect(one.state()).toBe('ended');
  expect(browser.streams[0]!.isAborted).toBe(true);
  expect(decodeVersion(browser.streams[1]!.url.searchParams.get('after')!)).toEqual({ [eu]: 3 });
  await browser.streams[1]!.hello();
  await browser.streams[1]!.change(v({ [eu]: 4 }), patchOf('e4'));
  expect({ ids: idsIn(two.tab.view), state: two.state() }).toEqual({ ids: ['e2', 'e3', 'e4'], state: 'live' });
  expect(idsIn(one.tab.view)).toEqual(['e2', 'e3']);
});

it('a tab that goes while it waits does not hold up the others', async () => {
  using browser = openBrowser();
  browser.onLive(() => 'nothing');
  for (const [view, at] of [
    ['silence', 2_500],
    [start, 9_000],
  ] as const) {
    browser.views.set('https://eu.example', view);
    const one = browser.open({ view: start });
    await browser.pass(at);
    const two = browser.open({ view: start });
    const before = browser.streams.length;
    one.tab.close();
    await browser.pass(200);
    expect(browser.streams.length).toBe(before + 1);
    two.tab.close();
  }
});

it('after a reset it takes no View that lacks what the stream goes on from', async () => {
  using browser = openBrowser();
  const { tab } = browser.open({ view: start });
  await browser.pass(0);
  await browser.streams[0]!.hello();
  browser.views.set('https://eu.example', viewAt({ [eu]: 8 }, 'e8'));
  browser.views.set('https://us.example', 503);
  await browser.streams[0]!.reset(v({ [eu]: 9 }));
  await browser.pass(300);
  await browser.streams[0]!.change(v({ [eu]: 10 }), patchOf('e10'));
  expect(idsIn(tab.view)).toEqual(['e8']);
  browser.views.set('https://eu.example', viewAt({ [eu]: 9 }, 'e8', 'e9'));
  await browser.pass(4_000);
  expect(idsIn(tab.view)).toEqual(['e10', 'e8', 'e9']);
  expect(browser.streams).toHaveLength(1);
});

it.each([true, false])('a hidden tab lets go, and comes back as one (Web Locks: %s)', async (hasLocks) => {
  using browser = openBrowser({ hasLocks });
  const { hide, state } = browser.open({ view: start });
  await browser.pass(0);
  await browser.streams[0]!.hello();
  await hide(true);
  const heartbeats = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 14_750) {
      await browser.streams[0]!.say(': 2026-01-01T00:00:00.000Z fresh\n\n');
      await browser.pass(14_750);
    }
  };
  await heartbeats(59_000);
  expect(browser.streams[0]!.isAborted).toBe(false);
  await hide(false);
  await hide(true);
  await heartbeats(59_000);
  await browser.pass(1_500);
  expect({ state: state(), isAborted: browser.streams[0]!.isAborted }).toEqual({ state: 'paused', isAborted: true });
  // What was let go of was good: it is asked again.
  await hide(false);
  await browser.pass(50);
  expect(browser.streams.map(({ url }) => url.host)).toEqual(['eu.example', 'eu.example']);
  await hide(true);
  await browser.pass(61_000);
  // It is hidden again while it still waits for a View that does not come: the two do not get into each other's way.
  browser.onLive(() => 'nothing');
  await hide(false);
  await browser.pass(5_000);
  await hide(true);
  await browser.pass(61_000);
  browser.views.set('https://eu.example', start);
  browser.views.set('https://us.example', start);
  browser.onLive(() => 200);
  await hide(false);
  await (await browser.next()).hello();
  await browser.pass(20_000);
  expect(state()).toBe('live');
  expect(browser.streams.filter(({ isAborted }) => !isAborted)).toHaveLength(1);
});

it.each([true, false])('after it was closed nothing is asked, told or shown (Web Locks: %s)', async (hasLocks) => {
  using browser = openBrowser({ hasLocks });
  const { tab, shown, states } = browser.open({ view: start });
  await browser.pass(0);
  await browser.streams[0]!.hello();
  browser.views.set('https://eu.example', viewAt({ [eu]: 9 }, 'e9'));
  tab.close();
  await browser.pass(120_000);
  expect({ streams: browser.streams.length, asked: browser.asked, shown, last: states().at(-1) }).toEqual({
    streams: 1,
    asked: [],
    shown: [],
    last: 'ended',
  });
});
