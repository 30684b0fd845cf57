import type { Bus } from '@pharos/core/outside/bus';
import { createPostgresDoor, type PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Kit } from '@pharos/core/role';
import { createWriter, type Writer } from '@pharos/crdt-sync';
import { poolKinds, type PoolKind, type Pools } from './pools.ts';
import { classOfChange, type RequestClass } from './request-class.ts';

// Whoever may wait at the bulkheads may wait here: those are the bound.
const waitingMax = 2_000;
// A write that has to wait for a lock waits a second, and may do so twice.
const writeMs = 3_000;
const readMs = 2_000;

/** To the connections of each kind. */
export function openDoors(kit: Kit, pools: Pools): Record<PoolKind, PostgresDoor> {
  const door = (kind: PoolKind) =>
    createPostgresDoor({
      sql: pools.of(kind),
      reopen: () => pools.reopen(kind),
      kit,
      waitingMax,
      limitMs: kind === 'incidents' || kind === 'components' || kind === 'subscribers' ? writeMs : readMs,
    });
  return Object.fromEntries(poolKinds.map((kind) => [kind, door(kind)])) as Record<PoolKind, PostgresDoor>;
}

/** Writes by the connections of its class: those of one class that come together share a transaction, and wait for no other class. */
export function createClassWriter(kit: Kit, pools: Pools, doors: Record<RequestClass, PostgresDoor>, bus: Bus): Writer {
  const writer = (kind: RequestClass) => createWriter(kit, { sql: pools.of(kind), door: doors[kind], bus });
  const writers = { incidents: writer('incidents'), components: writer('components'), subscribers: writer('subscribers') };
  return {
    write: (change, options) => writers[classOfChange(change)].write(change, options),
    [Symbol.asyncDispose]: async () => {
      for (const each of Object.values(writers)) await each[Symbol.asyncDispose]();
    },
  };
}
