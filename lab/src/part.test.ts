import { expect, it } from 'vitest';
import { createPart, type Running } from './part.ts';

function world(open: () => Promise<Running>) {
  const seen: string[] = [];
  const part = createPart({ name: 'api', region: 'us', kind: 'role', open, onChange: (changed) => seen.push(changed.state()) });
  return { part, seen };
}
const nothing = async () => undefined;

it('starts, stops and starts again, one after the other however fast it is asked', async () => {
  const { part, seen } = world(async () => ({ stop: nothing, kill: nothing }));
  await Promise.all([part.start(), part.stop(), part.start(), part.start()]);
  expect(seen).toEqual(['starting', 'running', 'stopping', 'stopped', 'starting', 'running']);
});

it('a start that fails says why, and can be tried again', async () => {
  let isBroken = true;
  const { part } = world(async () => {
    if (isBroken) throw new Error('port 1 is taken');
    return { stop: nothing, kill: nothing };
  });
  await expect(part.start()).rejects.toThrow('port 1 is taken');
  expect([part.state(), part.trouble()]).toEqual(['failed', 'port 1 is taken']);
  isBroken = false;
  await part.start();
  expect([part.state(), part.trouble()]).toEqual(['running', undefined]);
});

it('an end that nobody asked for is a failure', async () => {
  const ended = Promise.withResolvers<string>();
  const { part } = world(async () => ({ stop: nothing, kill: nothing, ended: ended.promise }));
  await part.start();
  ended.resolve('ended by SIGKILL');
  await expect.poll(() => part.state()).toBe('failed');
  expect(part.trouble()).toBe('ended by SIGKILL');
});

it('what shares its process cannot be frozen, and says so', async () => {
  const { part } = world(async () => ({ stop: nothing, kill: nothing }));
  expect(() => part.freeze()).toThrow('api in us is stopped');
  await part.start();
  expect(() => part.freeze()).toThrow('--real');
});
