import { expect, it } from 'vitest';
import { systemClock } from '@pharos/core/clock';
import { createPart, type Running } from './part.ts';
import { createSupervisor } from './supervisor.ts';

function supervised(waits: number[]) {
  const ends: (() => void)[] = [];
  const clock = { ...systemClock, elapsed: () => 0, sleep: async (ms: number) => void waits.push(ms) };
  const supervisor = createSupervisor(clock);
  const open = async (): Promise<Running> => {
    const ended = new Promise<string>((resolve) => ends.push(() => resolve('ended by SIGKILL')));
    return { stop: async () => undefined, kill: async () => ends.at(-1)!(), ended };
  };
  const part = createPart({ name: 'api', region: 'eu', kind: 'role', open, onChange: (changed) => supervisor.look(changed) });
  return { part, supervisor, starts: () => ends.length };
}

it('what ends without being asked is started again, each time with more patience', async () => {
  const waits: number[] = [];
  const { part, starts } = supervised(waits);
  await part.start();
  for (const count of [2, 3, 4]) {
    await part.crash();
    await expect.poll(() => [part.state(), starts()]).toEqual(['running', count]);
  }
  expect(waits).toEqual([250, 500, 1_000]);
});

it('what was stopped or killed on purpose stays so', async () => {
  const waits: number[] = [];
  const { part } = supervised(waits);
  await part.start();
  await part.kill();
  await part.start();
  await part.stop();
  expect([part.state(), waits]).toEqual(['stopped', []]);
});

it('after its own end it starts nothing', async () => {
  const { part, supervisor } = supervised([]);
  await part.start();
  supervisor.stop();
  await part.crash();
  await expect.poll(() => part.state()).toBe('failed');
});
