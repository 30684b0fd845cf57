import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { launchNats, type LaunchedNats } from '@pharos/core/launch/launch-nats';
import { newId } from '@pharos/core/id';
import { runMeshCommand } from '../src/commands/commands.ts';
import { refold } from '../src/mesh/refold.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestWorld } from './world.ts';

let dir: string;
let servers: LaunchedNats[];
let world: TestWorld;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-mesh-'));
  servers = await Promise.all([0, 1, 2].map((at) => launchNats({ logFile: join(dir, `nats-${at}.log`) })));
  world = await createWorld(3, async (at) => connectNats({ url: servers[at]!.url, name: 'test', onError: () => undefined }));
  await world.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  for (const server of servers) await server.stop();
  await rm(dir, { recursive: true });
});

it('three regions on real servers say the same after each has written', async () => {
  const { page, api } = await makePage(world.regions[0]!.writer);
  await converged(world.regions);
  await Promise.all(
    world.regions.map(async ({ writer }, at) => {
      for (let count = 0; count < 10; count++) {
        await writer.write({ type: 'edit-component', page, component: api, name: `${at} ${count}` }, { actor: 'test' });
      }
    }),
  );
  expect(await converged(world.regions)).toMatch(/^[0-9a-f]{32}$/);
});

it('the commands say by their exit code how the mesh stands', async () => {
  await makePage(world.regions[0]!.writer);
  await converged(world.regions);
  const env = {
    REGION: 'us',
    REGION_NUMBER: '1',
    DATABASE_URL: world.regions[0]!.database.url,
    NATS_URL: servers[0]!.url,
    PEERS: `eu=2@${servers[1]!.url} ap=3@${servers[2]!.url}`,
  };
  expect(await runMeshCommand(['status', '--wait', '5', '--json'], env)).toBe(0);
  expect(await runMeshCommand(['digest'], env)).toBe(0);
  expect(await runMeshCommand(['declare-dead', 'nowhere'], env)).toBe(2);
  expect(await runMeshCommand(['purge', 'incident:x'], env)).toBe(2);
  expect(await runMeshCommand(['resync', 'eu', '--json'], env)).toBe(0);
  expect(await runMeshCommand(['status'], { ...env, REGION_NUMBER: 'x' })).toBe(2);
  // A member that PEERS does not name was not compared.
  expect(await runMeshCommand(['digest'], { ...env, PEERS: `eu=2@${servers[1]!.url}` })).toBe(1);
  await world.regions[1]!.sql`update doc set hash = ${Buffer.alloc(16, 1)} where kind = 'page'`;
  expect(await runMeshCommand(['digest', '--json'], env)).toBe(1);
  const { sql } = world.regions[1]!;
  await refold(sql, createPostgresStore(sql), 'all');
  expect(await runMeshCommand(['digest', '--json'], env)).toBe(0);
});

it('a bus that dies costs delay and no write', async () => {
  const [us] = world.regions as [TestWorld['regions'][0]];
  const { page } = await makePage(us.writer);
  const port = servers[0]!.port;
  await servers[0]!.kill();
  for (let at = 0; at < 20; at++) {
    const written = await us.writer.write(
      { type: 'create-component', page, component: newId(), name: `c${at}`, description: '', group: null, status: 'operational' },
      { actor: 'test' },
    );
    expect(written.relayed).toBe(true);
  }
  servers[0] = await launchNats({ logFile: join(dir, 'nats-0.log'), port });
  await converged(world.regions, 20_000);
  expect(await world.regions[2]!.sql`select 1 from component where page = ${page}`).toHaveLength(22);
});
