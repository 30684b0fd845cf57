import { skewedClock } from '@pharos/core/clock';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { expect, it } from 'vitest';
import { until } from '@pharos/core/testing/until';
import type { Exchange } from '../src/mesh/exchange.ts';
import type { PeerState } from '../src/mesh/peers.ts';
import { startHousekeeping } from '../src/mesh/housekeeping.ts';
import { createWriter } from '../src/mod.ts';
import { migrationsFolder } from '@pharos/region/migrations';
import { makePage, kitAt } from './world.ts';

it('a region whose clock runs a minute ahead does not stamp with it once it is cut off either', async () => {
  const aheadMs = 60_000;
  await using database = await freshDatabase([['region', migrationsFolder]]);
  const { sql } = database;
  const bus = createMemoryBus();
  const kit = kitAt(
    0,
    skewedClock(() => aheadMs),
  );
  const peer: PeerState = {
    region: 'eu',
    number: 2,
    vv: {},
    own: 1,
    offsetMs: -aheadMs,
    heardAt: 0,
    behindSince: undefined,
    beatsBehind: 0,
  };
  let isCut = false;
  const peers = () => [{ ...peer, heardAt: isCut ? kit.clock.now() - 11_000 : kit.clock.now() }];
  const exchange = { peers } as Partial<Exchange> as Exchange;
  const lead = async () => (await sql<{ lead_ms: number }[]>`select lead_ms from mesh_state`)[0]!.lead_ms;
  const written = async () => {
    await using writer = createWriter(kit, { sql, bus, relayWaitMs: 1 });
    const { page } = await makePage(writer);
    return (await sql<{ at: Date }[]>`select created_at as at from page where id = ${page}`)[0]!.at.getTime();
  };

  const first = startHousekeeping(kit, { sql, exchange });
  await until('the lead is known', async () => (await lead()) > 59_000);
  isCut = true;
  first.wake();
  await first.stop();
  // Its processes may be started again meanwhile.
  const second = startHousekeeping(kit, { sql, exchange });
  await until(
    'it has looked again',
    async () => (await sql`select 1 from peer where at < ${new Date(kit.clock.now() - 10_000)}`).length === 1,
  );
  expect(Math.abs((await written()) - Date.now())).toBeLessThan(30_000);
  await second.stop();
});
