import { seededRandom } from '@pharos/core/random';
import { relayBatch } from '../../crdt-sync/src/mesh/relay-batch.ts';
import { settleOrigin } from '../../crdt-sync/src/store/mint.ts';
import { writeChange } from '../../crdt-sync/src/write/write-change.ts';
import { components, page } from './changes.ts';
import { createMemoryStore, emptyState, type MemoryState } from './memory-store.ts';

let beginning: MemoryState | undefined;

/** A page with two components that every region knows, from a region that is no more: where every run begins. */
export async function modelBeginning(): Promise<MemoryState> {
  return (beginning ??= await makeBeginning());
}

async function makeBeginning(): Promise<MemoryState> {
  const store = createMemoryStore(emptyState, 'db-first');
  const context = { region: 'first', regionNumber: 63, nowMs: Date.parse('2029-01-01T00:00:00Z'), actor: 'model' };
  await settleOrigin(store, { regionNumber: 63, random: seededRandom(1) });
  await store.transact((tx) => writeChange(tx, { type: 'create-page', page, name: 'Model', slug: 'model', timeZone: 'UTC' }, context));
  for (const component of components) {
    const rest = { name: 'c', description: '', group: null, order: 'V', status: 'operational' as const };
    await store.transact((tx) => writeChange(tx, { type: 'create-component', page, component, ...rest }, context));
  }
  await store.transact((tx) => relayBatch(tx));
  return { ...store.state, incarnations: new Map(), nextOutbox: 1 };
}
