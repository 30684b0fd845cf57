import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runExtremes } from '../../proof/extremes/run-extremes.ts';
import { freePorts } from '../src/ports.ts';
import { seedDemo } from '../src/seed.ts';
import { createWorld } from '../src/world.ts';

// Ten thousand of them: node proof/extremes/main.ts
const writes = 250;
const limitMs = 180_000;

it('whatever the API accepts, every region, page, view and notice goes on', { timeout: limitMs }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'pharos-extremes-'));
  try {
    const seed = 265_386; // the long run takes another one each time
    process.stdout.write(`extremes seed ${seed}\n`);
    await using world = await createWorld({
      mode: 'embedded',
      regions: ['us', 'eu'],
      dataDir,
      ports: freePorts(),
      isThrowaway: true,
      logLevel: 'warn',
    });
    const { key } = await seedDemo(world);
    const { accepted, refused, notices, faults } = await runExtremes(world, { writes, pages: 3, seed, key });
    expect(faults).toEqual([]);
    expect(accepted).toBeGreaterThanOrEqual(writes);
    // What was thrown was not tame: some of it had to be refused, and some of it told.
    expect(refused['422']).toBeGreaterThan(10);
    expect(notices).toBeGreaterThan(3);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
