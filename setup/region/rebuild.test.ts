import { expect, it } from 'vitest';
import { systemClock } from '@pharos/core/clock';
import { readRebuild, runRegionCommand } from './rebuild.ts';

it('reads what is asked for, and refuses what there is not', () => {
  expect(readRebuild(['rebuild'])).toEqual({ waitS: 900 });
  expect(readRebuild(['rebuild', '--wait', '60'])).toEqual({ waitS: 60 });
  expect(readRebuild(['--help'])).toBe('help');
  for (const words of [['build'], ['rebuild', 'eu'], ['rebuild', '--wait', 'long'], ['rebuild', '--fast']])
    expect(readRebuild(words)).toBeUndefined();
});

it('a region without peers is sent to its backups, before anything is touched', async () => {
  const env = { REGION: 'eu', REGION_NUMBER: '2', DATABASE_URL: 'postgres://pharos@127.0.0.1:1/pharos', NATS_URL: 'nats://127.0.0.1:1' };
  await expect(runRegionCommand(['rebuild'], env, systemClock)).rejects.toThrow('set PEERS');
});
