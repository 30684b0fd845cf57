import { isPostgresOutage } from '@pharos/core/outside/postgres';
import { placeRows, relayBatchMax, type RelayedBatch, type Unplaced } from '../mesh/relay-batch.ts';
import type { StoreTx } from '../store/store.ts';

/** They could not be given their places just now: to be put into the outbox, for the relay. */
export class NotPlaced extends Error {}

// What a transaction of a group or of the relay takes with the lock in its hands. Whoever holds it for longer hangs.
const patienceMs = 250;

/**
 * Gives changes their places in the log in the transaction that makes them: as the relay would, but without a second transaction,
 * its flush to the disk and the way to it. What waits in the outbox was committed before, perhaps by whoever these changes build on,
 * and goes first. Where that is more than a little, somebody holds the lock for long, or something in it cannot be told, it fails:
 * the relay knows what to do then, and no writer has to wait for it.
 */
export async function placeAtOnce(tx: StoreTx, origin: number, own: Unplaced[]): Promise<RelayedBatch> {
  try {
    const [position, waiting] = await Promise.all([tx.lockPosition(origin, patienceMs), tx.takeOutbox(relayBatchMax)]);
    if (waiting.length === relayBatchMax) throw new Error('the relay is behind');
    return await placeRows(tx, { origin, position, first: [...waiting, ...own], most: relayBatchMax });
  } catch (error) {
    // A lock that is not free is no outage here.
    if (isPostgresOutage(error) && (error as { code?: string }).code !== '55P03') throw error;
    throw new NotPlaced(`not placed: ${(error as Error).message}`, { cause: error });
  }
}
