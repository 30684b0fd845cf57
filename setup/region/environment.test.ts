import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWorld } from '@pharos/cli/world';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { regionEnvironment } from './environment.ts';

let dir: string;
let file: string;
const say = vi.fn<(line: string) => void>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-world-'));
  file = join(dir, 'world.json');
  const regions = ['us', 'eu'].map((name) => ({ name, url: `http://${name}`, env: { REGION: name, DATABASE_URL: `postgres://${name}` } }));
  await writeWorld({ pid: process.pid, key: 'k', page: 'p', regions }, file);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const databaseOf = async (words: string[], env: Record<string, string>) =>
  (await regionEnvironment(words, env, say, file)).env['DATABASE_URL'];

it('speaks for the region that the environment describes, else for one of the world that runs here, and never for a mixture', async () => {
  expect(await databaseOf(['status'], { DATABASE_URL: 'postgres://mine', REGION: 'us' })).toBe('postgres://mine');
  expect(say).not.toHaveBeenCalled();
  expect(await databaseOf(['status'], {})).toBe('postgres://us');
  expect(say).toHaveBeenLastCalledWith('(for us of the world that runs here)');
  expect(await databaseOf(['status'], { REGION: 'eu' })).toBe('postgres://eu');
  expect(await regionEnvironment(['list', '--in', 'eu', '--json'], { DATABASE_URL: 'postgres://mine' }, say, file)).toMatchObject({
    words: ['list', '--json'],
    env: { REGION: 'eu', DATABASE_URL: 'postgres://eu' },
  });
  await expect(databaseOf(['status', '--in', 'mars'], {})).rejects.toThrow('there is no region mars in the world that runs here: us, eu');
});

it('without a world the environment is all there is', async () => {
  const nowhere = join(dir, 'none.json');
  expect(await regionEnvironment(['status'], { REGION: 'us' }, say, nowhere)).toEqual({ words: ['status'], env: { REGION: 'us' } });
  await expect(regionEnvironment(['--in', 'us'], {}, say, nowhere)).rejects.toThrow('npm start');
});
