import type { Random } from '@pharos/core/random';
import { mintOrigin } from '../document/origin.ts';
import type { Store, StoreTx } from './store.ts';

export interface Mint {
  regionNumber: number;
  random: Random;
}

/**
 * The origin this database writes under; a database that is not the one we knew is given a new one, committed before its
 * first use. What comes back from peers of its old origins is then theirs to give, and nothing is ever written twice under
 * one (client, clock) or (origin, sequence).
 */
export function mintIfUnknown(store: Store, { regionNumber, random }: Mint): Promise<number> {
  return store.transact(async (tx) => {
    const identity = await tx.identity();
    if (identity.origin !== undefined) return identity.origin;
    return mintIn(tx, identity.ident, { regionNumber, random });
  });
}

/**
 * A peer has seen more of our origin than we have: this database was rolled back without looking it. Answers the new origin,
 * or undefined when there is nothing wrong.
 */
export function mintAfterRollback(store: Store, origin: number, seenSeq: number, mint: Mint): Promise<number | undefined> {
  return store.transact(async (tx) => {
    const identity = await tx.identity();
    if (identity.origin !== origin || (await tx.lockPosition(origin)) >= seenSeq) return undefined;
    return mintIn(tx, identity.ident, mint);
  });
}

async function mintIn(tx: StoreTx, ident: string, { regionNumber, random }: Mint) {
  const known = await tx.knownOrigins();
  const origin = mintOrigin(regionNumber, random, (taken) => known.has(taken));
  await tx.adopt(ident, origin);
  return origin;
}
