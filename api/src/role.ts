import type { Bus } from '@pharos/core/outside/bus';
import { serveHttp } from '@pharos/core/outside/http';
import { checkPostgres } from '@pharos/core/outside/postgres';
import { createPostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Kit, Role } from '@pharos/core/role';
import { startLoop } from '@pharos/core/loop';
import { createWriter } from '@pharos/crdt-sync';
import { noteKeyUse } from '@pharos/region/reading/access';
import { noteRefusals } from '@pharos/region/reading/audit';
import { createApp } from './app.ts';
import type { ResolveTxt } from './claims.ts';
import { createKeys } from './keys.ts';
import type { AccountOptions } from './people/accounts.ts';
import type { Pools } from './pools.ts';
import type { RateLimits } from './rate-limit.ts';
import { createRefusals } from './refusals.ts';
import type { SignUpLimits } from './sign-ups.ts';
import { walled } from './tenant-reads.ts';

export interface ApiOptions {
  pools: Pools;
  bus: Bus;
  host: string;
  port: number;
  limits: RateLimits;
  /** Secrets that sign tokens for private pages; none: no token is given or believed. */
  readerKeys?: string[] | undefined;
  /** Public addresses of the APIs of other regions. */
  elsewhere?: string[];
  signUpLimits?: SignUpLimits;
  /** How people sign in; without keys nobody does. */
  accounts?: AccountOptions;
  /** Where domains must say whose they are; none: nobody is asked. */
  resolveTxt?: ResolveTxt | undefined;
}

// Whoever may wait at the bulkheads may wait here: those are the bound.
const waitingMax = 2_000;
// A write that has to wait for a lock waits a second, and may do so twice.
const writeMs = 3_000;
// When a key was last used is told to the minute.
const noteEachMs = 60_000;

/** Stateless: any number of them, each may die at any time. Without its bus it still writes; peers hear of it a poll later. */
export async function startApi(
  kit: Kit,
  { pools, bus, host, port, limits, readerKeys = [], elsewhere = [], resolveTxt, signUpLimits, accounts = { keys: [] } }: ApiOptions,
): Promise<Role> {
  const all = createPostgresDoor({ sql: pools.reads, reopen: () => pools.reopen('reads'), kit, waitingMax });
  const tenantReads = createPostgresDoor({ sql: pools.tenantReads, reopen: () => pools.reopen('tenantReads'), kit, waitingMax });
  const reads = walled(all, tenantReads);
  const writes = createPostgresDoor({ sql: pools.writes, reopen: () => pools.reopen('writes'), kit, waitingMax, limitMs: writeMs });
  const writer = createWriter(kit, { sql: pools.writes, door: writes, bus });
  const keys = createKeys(kit, reads);
  const refusals = createRefusals(() => kit.clock.now());
  const note = async () => {
    await reads((sql) => noteKeyUse(sql, keys.takeUses()));
    await reads((sql) => noteRefusals(sql, refusals.take()));
  };
  const noting = startLoop(note, {
    kit,
    name: 'key use and refusals',
    everyMs: noteEachMs,
    onError: (error) => kit.log.warn({ err: error }, 'who used keys, and who was refused, is not noted down now'),
  });
  const app = createApp({
    kit,
    reads,
    keys,
    writer,
    limits,
    readerKeys,
    elsewhere,
    resolveTxt,
    refusals,
    accounts,
    writes,
    ...(signUpLimits && { signUpLimits }),
  });
  const server = await serveHttp({ host, port, fetch: (request, peer) => app.fetch(request, peer) });
  return {
    url: server.url,
    checks: async () => ({ postgres: await checkPostgres(pools.checks) }),
    [Symbol.asyncDispose]: async () => {
      await noting.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}
