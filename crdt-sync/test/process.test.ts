import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { startChild, type Child } from '@pharos/core/launch/child';
import { launchNats, type LaunchedNats } from '@pharos/core/launch/launch-nats';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let dir: string;
let servers: LaunchedNats[];
let world: TestWorld;
const children: Child[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-process-'));
  servers = await Promise.all([0, 1].map((at) => launchNats({ logFile: join(dir, `nats-${at}.log`) })));
  world = await createWorld(2, async (at) => connectNats({ url: servers[at]!.url, name: 'test', onError: () => undefined }));
});
afterAll(async () => {
  for (const child of children) await child.stop();
  await world[Symbol.asyncDispose]();
  for (const server of servers) await server.stop();
  await rm(dir, { recursive: true });
});

function startProcess(at: number): Promise<Child> {
  const { kit, database } = world.regions[at]!;
  const other = world.regions[1 - at]!.kit;
  return new Promise((resolve) => {
    const child: Child = startChild({
      command: process.execPath,
      args: [main],
      logFile: join(dir, `${kit.region}.log`),
      stopMs: 5_000,
      env: {
        REGION: kit.region,
        REGION_NUMBER: String(kit.regionNumber),
        ADMIN_PORT: '0',
        DATABASE_URL: database.url,
        NATS_URL: servers[at]!.url,
        PEERS: `${other.region}=${other.regionNumber}@${servers[1 - at]!.url}`,
      },
      onMessage: () => resolve(child),
    });
    children.push(child);
  });
}

it('a sync process killed again and again under load loses nothing and doubles nothing', async () => {
  const [us] = world.regions as [TestRegion];
  let sync = await startProcess(0);
  await startProcess(1);
  const { page } = await makePage(us.writer);
  const work = { isOver: false };
  const writing = Promise.all(
    [0, 1, 2, 3].map(async (writer) => {
      for (let at = 0; at < 25; at++) {
        await us.writer.write(
          {
            type: 'create-component',
            page,
            component: newId(),
            name: `${writer} ${at}`,
            description: '',
            group: null,
            status: 'operational',
          },
          { actor: 'test' },
        );
      }
    }),
  ).finally(() => (work.isOver = true));
  for (let kills = 0; kills < 4 && !work.isOver; kills++) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await sync.kill();
    sync = await startProcess(0);
  }
  await writing;
  await converged(world.regions, 30_000);
  for (const { sql } of world.regions) {
    expect(await sql`select 1 from component where page = ${page}`).toHaveLength(102);
    const [log] = await sql<
      { count: number; last: number }[]
    >`select count(*)::bigint as count, max(seq) as last from log where origin = (select min(origin) from log)`;
    expect(log!.count).toBe(log!.last);
    expect(await sql`select 1 from quarantine`).toHaveLength(0);
  }
});
