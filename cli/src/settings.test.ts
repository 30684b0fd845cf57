import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseSettings, readSaved, savedFile, writeSaved } from './settings.ts';
import { findWorld, forgetWorld, writeWorld, type World } from './world.ts';

let dir: string;
const saved = { apis: ['https://api.eu.example'], key: 'saved', page: 'acme' };
const world: World = {
  pid: process.pid,
  key: 'here',
  page: 'demo',
  regions: [{ name: 'us', url: 'http://127.0.0.1:7101', env: { REGION: 'us' } }],
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-cli-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('the environment comes before what was saved, and that before a world that runs here', () => {
  const all = { PHAROS_API: 'https://a.example/,https://b.example', PHAROS_KEY: 'env', PHAROS_PAGE: 'x' };
  const key = (env: Record<string, string>, kept: typeof saved | undefined, found: World | undefined) =>
    chooseSettings(env, kept, found, 'f').key;
  expect(chooseSettings(all, saved, world, 'f')).toMatchObject({ apis: ['https://a.example', 'https://b.example'], key: 'env', page: 'x' });
  expect([key({}, saved, world), key({ PHAROS_KEY: 'env' }, saved, world), key({}, undefined, world)]).toEqual(['saved', 'env', 'here']);
  expect(chooseSettings({}, saved, world, 'f').page).toBe('acme');
  expect(() => chooseSettings({}, undefined, undefined, 'f')).toThrow('pharos login');
  expect(() => chooseSettings({ PHAROS_API: 'ftp://x', PHAROS_KEY: 'k' }, undefined, undefined, 'f')).toThrow('is no address of an API');
});

it('keeps a key for who logged in alone, and says so where a file is not its own', async () => {
  const file = savedFile({ XDG_CONFIG_HOME: dir });
  expect(await readSaved(file)).toBeUndefined();
  await writeSaved(file, saved);
  expect([(await stat(file)).mode & 0o777, await readSaved(file)]).toEqual([0o600, saved]);
  await writeFile(file, '{}');
  await expect(readSaved(file)).rejects.toThrow('log in again');
});

it('finds a world for as long as it runs', async () => {
  const file = join(dir, 'deep', 'world.json');
  expect(await findWorld(file)).toBeUndefined();
  await writeWorld(world, file);
  expect([(await stat(file)).mode & 0o777, await findWorld(file)]).toEqual([0o600, world]);
  // One that was killed could not take its file away.
  await writeFile(file, (await readFile(file, 'utf8')).replace(String(process.pid), '999999999'));
  expect(await findWorld(file)).toBeUndefined();
  await forgetWorld(file);
  await forgetWorld(file);
});
