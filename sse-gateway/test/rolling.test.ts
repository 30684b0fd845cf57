import { join } from 'node:path';
import { freePort } from '@pharos/core/launch/port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCrowd } from './crowd.ts';
import { openRealRegion, type GatewayProcess, type RealRegion } from './processes.ts';
import { createPage } from './region.ts';

// Three gateways under load, each stopped and started again in turn: what a deploy of a region does.

const readers = 1_500;
let region: RealRegion;
beforeAll(async () => {
  region = await openRealRegion();
}, 60_000);
afterAll(() => region[Symbol.asyncDispose]());

describe.each<['linux' | 'portable']>([['linux'], ['portable']])('a rolling restart, %s engine', (engine) => {
  it('misses and repeats no event for anybody, and drops nobody where sockets can be handed over', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const page = await createPage(region.database.sql);
    const envOf = (port: number) => ({
      LIVE_ENGINE: engine,
      LIVE_PORT: String(port),
      LIVE_RUN_DIR: join(region.dir, 'run'),
      LIVE_DRAIN_MS: '1000',
    });
    const gateways = await Promise.all(ports.map((port, at) => region.start(`${engine}-0-${at}`, envOf(port))));
    const crowd = createCrowd({
      readers,
      // Those of a gateway that goes are spread over the other two.
      target: (at, turn, after) => ({
        port: ports[(at + turn * (1 + (Math.floor(at / 3) % 2))) % 3]!,
        path: `/live/${page}${after ? `?after=${after}` : ''}`,
      }),
    });
    await expect.poll(crowd.connected, { timeout: 30_000 }).toBe(readers);
    const due: string[] = [];
    const over = new AbortController();
    let fewest = readers;
    const writing = (async (): Promise<void> => {
      while (!over.signal.aborted) {
        due.push((await region.change(page, `${due.length}`)).version);
        fewest = Math.min(fewest, crowd.connected());
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    writing.catch(() => undefined); // awaited below, and told there
    for (const at of ports.keys()) {
      const before = gateways[at]!;
      gateways[at] = await restart(engine, before, `${engine}-1-${at}`, envOf(ports[at]!));
      expect(await before.child.ended).toBe('ended with code 0');
      await expect.poll(crowd.connected).toBe(readers);
    }
    over.abort();
    await writing;
    await expect.poll(() => crowd.haveAll(due)).toBe(true);
    expect(crowd.wrong(due)).toBe(0);
    // Without a hand-over those of one gateway go at a pace, and are back before the next one goes.
    const isHandedOver = engine === 'linux';
    expect(crowd.counts.dropped).toBeLessThanOrEqual(isHandedOver ? 0 : readers * 2);
    expect(fewest).toBeGreaterThanOrEqual(isHandedOver ? readers : readers / 3);
    crowd.close();
    for (const { child } of gateways) await child.stop();
  }, 120_000);
});

/** With its successor started before it is stopped, or, where sockets cannot be handed over, one after the other. */
async function restart(engine: string, before: GatewayProcess, name: string, env: Record<string, string>): Promise<GatewayProcess> {
  if (engine === 'portable') {
    await before.child.stop();
    return region.start(name, env);
  }
  const next = region.spawn(name, env);
  await waitsFor(name);
  await before.child.stop();
  return next.ready;
}

async function waitsFor(name: string): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  await expect.poll(() => readFile(join(region.dir, `${name}.log`), 'utf8')).toContain('waiting until it is stopped');
}
