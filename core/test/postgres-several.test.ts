import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchPostgres, type LaunchedPostgres } from '../src/launch/launch-postgres.ts';
import { freePort } from '../src/launch/port.ts';
import { isPostgresOutage, openPostgres } from '../src/outside/postgres.ts';

// A server that reads only, as every server does while none has been promoted.
let standby: LaunchedPostgres;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-several-'));
  const options = { dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true };
  await (await launchPostgres(options)).stop();
  // Without a server to follow it stays a standby.
  await writeFile(join(options.dataDir, 'standby.signal'), '');
  standby = await launchPostgres(options);
});
afterAll(async () => {
  await standby.stop();
  await rm(dir, { recursive: true });
});

const urlOf = (...ports: number[]) => `postgres://pharos@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/postgres`;

/** Counts who knocks, and passes on or hangs up. */
async function door(to: (socket: Socket) => void): Promise<{ port: number; knocks(): number; server: Server }> {
  let knocks = 0;
  const server = createServer((socket) => {
    knocks++;
    socket.on('error', () => undefined); // told by its close
    to(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as { port: number }).port, knocks: () => knocks, server };
}

it('while no server of several takes writes, whoever asks is told so, and none is knocked at without a pause', async () => {
  const refusing = await door((socket) => socket.destroy());
  const sql = openPostgres({ url: urlOf(refusing.port, standby.port, await freePort()), max: 1, name: 'test' });
  const started = performance.now();
  const told: unknown[] = [];
  while (performance.now() - started < 1_500) told.push(await sql`select 1`.catch((error: unknown) => error));
  expect(told.every(isPostgresOutage)).toBe(true);
  // At 50 ms, then twice as long each time, to half a second: five rounds or so.
  expect(told.length).toBeGreaterThan(1);
  expect(refusing.knocks()).toBeLessThan(20);
  await sql.end();
  refusing.server.close();
});

it('the one of several that takes writes is found, whatever the others are', async () => {
  const primary = Number(new URL(inject('postgresUrl')).port);
  const sql = openPostgres({ url: urlOf(await freePort(), standby.port, primary), max: 2, name: 'test' });
  const rows = await Promise.all([1, 2, 3].map(() => sql<{ reads: boolean }[]>`select pg_is_in_recovery() as reads`));
  expect(rows.flat().map(({ reads }) => reads)).toEqual([false, false, false]);
  await sql.end();
});

it('a server of several that freezes is left once it has not answered in time, and another takes over', async () => {
  const primary = Number(new URL(inject('postgresUrl')).port);
  const dataDir = join(dir, 'freezes');
  const freezes = await launchPostgres({ dataDir, logFile: join(dir, 'freezes.log'), isThrowaway: true });
  const sql = openPostgres({ url: urlOf(freezes.port, primary), max: 1, name: 'test', statementTimeoutMs: 200 });
  const portOf = async () => (await sql<{ port: number }[]>`select inet_server_port() as port`)[0]!.port;
  expect(await portOf()).toBe(freezes.port);
  freezes.freeze();
  expect(isPostgresOutage(await portOf().catch((error: unknown) => error))).toBe(true);
  expect(await portOf()).toBe(primary);
  await sql.end();
  await freezes.kill();
});

it('a pool that is ended while it finds no server leaves nothing behind', async () => {
  const refusing = await door((socket) => socket.destroy());
  const sql = openPostgres({ url: urlOf(refusing.port, standby.port), max: 3, name: 'test' });
  const asked = [1, 2, 3, 4].map(() => sql`select 1`.catch(() => 'refused'));
  await sql.end({ timeout: 0 });
  expect(await Promise.all(asked)).toEqual(['refused', 'refused', 'refused', 'refused']);
  await pause(200); // a knock that was on its way
  const after = refusing.knocks();
  await pause(700);
  expect(refusing.knocks()).toBe(after);
  refusing.server.close();
});
