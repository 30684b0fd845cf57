import type { Kit } from '@pharos/core/role';
import type { Random } from '@pharos/core/random';
import { mintOrigin } from '../document/origin.ts';
import type { Identity, Store, StoreTx } from './store.ts';

export interface Mint {
  regionNumber: number;
  random: Random;
}

/** What a process remembers of the database that it has worked with: it can tell whether this is still the same. */
export interface Witness {
  ident: string;
  cluster: string;
  origin: number;
  /** The last sequence that it knows to have been told to anybody. */
  seq: number;
  /** How far the database had written its journal. */
  journal: number;
}

// The relay looks once a second, and at once after an outage. Who has waited so long for it decides without it.
const relayLooksMs = 1_500;
const askEachMs = 20;

/**
 * The origin this database writes under. One that was only started again goes on under what it had, if a process vouches for
 * it that has worked with it before and after: the same cluster, timeline and table, a journal that goes on where it was, and
 * everything that was ever told. In any other case an older copy may have been put back: it is given a new origin, committed
 * before its first use. What comes back from peers of its old origins is then theirs to give, and nothing is ever written twice
 * under one (client, clock) or (origin, sequence).
 */
export function settleOrigin(store: Store, mint: Mint, witness?: Witness): Promise<number> {
  return store.transact(async (tx) => {
    const identity = await tx.identity();
    if (identity.origin !== undefined) return identity.origin;
    if (!witness || !(await isTheSame(tx, identity, witness))) return mintIn(tx, identity.ident, mint);
    await tx.goOn(witness.ident, identity.ident);
    return witness.origin;
  });
}

/**
 * The origin to write under, for a process that does not know whether this is still the database it was. The relay may know: a database
 * that was written to before waits a moment for the relay to say so, and gets a new origin if it does not.
 */
export async function originToWrite(store: Store, kit: Pick<Kit, 'regionNumber' | 'random' | 'clock'>): Promise<number> {
  const until = kit.clock.elapsed() + relayLooksMs;
  for (;;) {
    const { origin, isNew } = await store.transact((tx) => tx.identity());
    if (origin !== undefined) return origin;
    if (isNew || kit.clock.elapsed() >= until) return settleOrigin(store, kit);
    await kit.clock.sleep(askEachMs);
  }
}

/** What a process may vouch for later; undefined: this database has no origin yet. */
export function lookAtDatabase(store: Store): Promise<Witness | undefined> {
  return store.transact(async (tx) => {
    const { ident, cluster, origin } = await tx.identity();
    if (origin === undefined) return undefined;
    const [seq, journal] = [(await tx.version())[String(origin)] ?? 0, await tx.journal()];
    return { ident, cluster, origin, seq, journal };
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

async function isTheSame(tx: StoreTx, { cluster }: Identity, witness: Witness): Promise<boolean> {
  if (cluster !== witness.cluster || (await tx.originOf(witness.ident)) !== witness.origin) return false;
  const [version, journal] = [await tx.version(), await tx.journal()];
  return (version[String(witness.origin)] ?? 0) >= witness.seq && journal >= witness.journal;
}

async function mintIn(tx: StoreTx, ident: string, { regionNumber, random }: Mint) {
  const origin = mintOrigin(regionNumber, random, await tx.knownOrigins());
  await tx.adopt(ident, origin);
  return origin;
}
