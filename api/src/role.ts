import type { Bus } from '@pharos/core/outside/bus';
import { serveHttp } from '@pharos/core/outside/http';
import { checkPostgres, type Sql } from '@pharos/core/outside/postgres';
import type { Kit, Role } from '@pharos/core/role';
import { createWriter } from '@pharos/crdt-sync';
import { createApp } from './app.ts';
import type { RateLimits } from './rate-limit.ts';

export interface ApiOptions {
  sql: Sql;
  bus: Bus;
  host: string;
  port: number;
  limits: RateLimits;
  /** Secrets that sign tokens for private pages; none: no token is given or believed. */
  readerKeys?: string[] | undefined;
}

/** Stateless: any number of them, each may die at any time. Without its bus it still writes; peers hear of it a poll later. */
export async function startApi(kit: Kit, { sql, bus, host, port, limits, readerKeys = [] }: ApiOptions): Promise<Role> {
  const writer = createWriter(kit, { sql, bus });
  const app = createApp({ kit, sql, writer, limits, readerKeys });
  const server = await serveHttp({ host, port, fetch: (request, peer) => app.fetch(request, peer) });
  return {
    url: server.url,
    checks: async () => ({ postgres: await checkPostgres(sql) }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
