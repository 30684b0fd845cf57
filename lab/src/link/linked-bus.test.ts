import { expect, it } from 'vitest';
import { systemClock } from '@pharos/core/clock';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { text } from '@pharos/core/outside/bus';
import { seededRandom } from '@pharos/core/random';
import { createLink, type LinkState } from './link.ts';
import { createLinkedBus } from './linked-bus.ts';

function world(state: Partial<LinkState> = {}) {
  const there = createMemoryBus();
  const [out, back] = [createLink('us', 'eu', state), createLink('eu', 'us', state)];
  const here = createLinkedBus({ bus: there, out, back, clock: systemClock, random: seededRandom(7) });
  const got: string[] = [];
  here.subscribe('s', (message) => got.push(text(message.data)));
  return { there, here, out, back, got };
}

it('brings what is told there, in order, after the delay', async () => {
  const { there, got } = world({ delayMs: 30, jitterMs: 20 });
  for (let n = 0; n < 20; n++) there.publish('s', `${n}`);
  await systemClock.sleep(15);
  expect(got).toEqual([]);
  await expect.poll(() => got).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`));
});

it('a cut loses what is told meanwhile and what is on its way, in its direction only', async () => {
  const { there, here, out, back, got } = world({ delayMs: 20 });
  const heard: string[] = [];
  there.subscribe('up', (message) => heard.push(text(message.data)));
  there.publish('s', 'on its way');
  back.set({ cut: 'drop' });
  there.publish('s', 'meanwhile');
  here.publish('up', 'upwards');
  await expect.poll(() => heard).toEqual(['upwards']);
  expect(here.isConnected()).toBe(false);
  back.set({ cut: 'none' });
  there.publish('s', 'after');
  await expect.poll(() => got).toEqual(['after']);
  expect(out.state().cut).toBe('none');
});

it('a request crosses twice, and finds nobody while either way is cut', async () => {
  const { there, here, back } = world({ delayMs: 20 });
  there.subscribe('ask', (message) => message.respond('answer'));
  const started = performance.now();
  expect(text(await here.request('ask', '', { timeoutMs: 500 }))).toBe('answer');
  expect(performance.now() - started).toBeGreaterThanOrEqual(36);
  back.set({ cut: 'drop' });
  await expect(here.request('ask', '', { timeoutMs: 100 })).rejects.toThrow('no answer');
});

it('loses about the share that it is told to', async () => {
  const { there, got } = world({ loss: 0.2 });
  for (let n = 0; n < 1_000; n++) there.publish('s', `${n}`);
  await expect.poll(() => got.length).toBeGreaterThan(740);
  await systemClock.sleep(100);
  expect(got.length).toBeLessThan(860);
});
