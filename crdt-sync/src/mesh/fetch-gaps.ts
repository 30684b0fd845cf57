import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { BadDocument } from '@pharos/resources/fold';
import type { Store } from '../store/store.ts';
import type { PeerLink } from './peers.ts';
import type { Missing, Receiver } from './receiver.ts';
import { resync } from './resync.ts';
import { decodeEntries, type FetchRequest } from './wire.ts';

export interface FetchGapsOptions {
  kit: Kit;
  store: Store;
  receiver: Receiver;
  /** What this peer has of an origin and we have not, as of now. */
  stillMissing(peer: PeerLink, origin: number): Missing | undefined;
  /** The other peers that are heard now and have this place of an origin. */
  othersWith(peer: PeerLink, origin: number, seq: number): PeerLink[];
  /** Something came: it is applied while the next is on its way. */
  onFetched(entries: number): void;
}

// A question or its answer may be lost: after this it is asked again, of whoever is ahead by then. Each time in vain doubles
// the patience, up to what a slow link needs for 700 KB.
const fetchTimeoutMinMs = 300;
export const fetchTimeoutMs = 2_000;
const fetchEntriesMax = 1_000;

/**
 * Fetches from a peer what the bus did not bring. A gap is of one origin, and is:
 *   asked for     of one peer at a time, so many entries. What comes is offered to the receiver, and the next ones are asked for.
 *   waiting       nothing more would be kept before something is applied: that is done first.
 *   unanswered    the patience with this origin is doubled, and the next heartbeat of whoever is ahead asks again.
 *   elsewhere     the peer keeps its log from a later place on, as one does that has copied documents itself: the others are asked.
 *   out of reach  nobody who is heard has it in a log any more: the peer's documents are copied, once, and the log goes on from there.
 *   closed
 */
export function createFetchGaps({ kit, store, receiver, stillMissing, othersWith, onFetched }: FetchGapsOptions) {
  const { log } = kit;
  /** Origins asked for now, and those lately asked for in vain: as many as there are origins with gaps. */
  const fetching = new Set<number>();
  const patienceMs = new Map<number, number>();
  let isResyncing = false;

  // Away for longer than logs are kept: the documents themselves are copied, once, from whoever was asked first.
  const resyncFrom = async (peer: PeerLink, origin: number, keptFrom: number) => {
    if (isResyncing) return;
    isResyncing = true;
    try {
      log.warn({ peer: peer.region, origin, keptFrom }, 'a peer has forgotten what is missing here: copying its documents');
      const docs = await resync(store, peer);
      await receiver.refresh();
      log.info({ peer: peer.region, docs }, 'the documents are copied; the log goes on from there');
    } finally {
      isResyncing = false;
    }
  };

  /** Applies what is here when no more would be kept; answers what is to be asked for, if anything is. */
  const makeRoom = async (peer: PeerLink, missing: Missing): Promise<Missing | undefined> => {
    if (missing.count > 0) return missing;
    await receiver.applyReady();
    const next = stillMissing(peer, missing.origin);
    return next?.count ? next : undefined; // none: it waits for other origins
  };

  const request = async (peer: PeerLink, { origin, from, count }: Missing, timeoutMs: number) => {
    const asked: FetchRequest = { origin, from, max: Math.min(count, fetchEntriesMax) };
    return decodeEntries(await peer.bus.request(subject.fetch(peer.region), JSON.stringify(asked), { timeoutMs }));
  };

  /** Documents are copied only when nobody else has it in a log. One who does not answer may have forgotten it, too. */
  const isElsewhere = async (peer: PeerLink, missing: Missing, timeoutMs: number): Promise<boolean> => {
    for (const other of othersWith(peer, missing.origin, missing.from)) {
      try {
        const { entries, keptFrom } = await request(other, missing, timeoutMs);
        if (keptFrom !== undefined || entries.length === 0) continue;
        receiver.offer(entries, other.region);
        onFetched(entries.length);
        return true;
      } catch (error) {
        if (!(error instanceof Problem) && !(error instanceof BadDocument)) throw error;
      }
    }
    return false;
  };

  /** Asks once; answers what is missing after that, if it has become less. */
  const ask = async (peer: PeerLink, missing: Missing, timeoutMs: number): Promise<Missing | undefined> => {
    const { origin, from } = missing;
    const { entries, keptFrom } = await request(peer, missing, timeoutMs);
    patienceMs.delete(origin);
    if (keptFrom === undefined) {
      receiver.offer(entries, peer.region);
      onFetched(entries.length);
    } else if (!(await isElsewhere(peer, missing, timeoutMs))) {
      await resyncFrom(peer, origin, keptFrom);
      return undefined;
    }
    const next = stillMissing(peer, origin);
    return next && next.from > from ? next : undefined;
  };

  return async (peer: PeerLink, missing: Missing): Promise<void> => {
    const { origin } = missing;
    if (fetching.has(origin)) return;
    fetching.add(origin);
    const timeoutMs = patienceMs.get(origin) ?? fetchTimeoutMinMs;
    patienceMs.set(origin, Math.min(timeoutMs * 2, fetchTimeoutMs));
    try {
      for (let next: Missing | undefined = missing; next;) {
        next = await makeRoom(peer, next);
        if (next) next = await ask(peer, next, timeoutMs);
      }
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof BadDocument)) throw error;
      log.debug({ peer: peer.region, err: error }, 'a fetch got no answer; the next heartbeat asks again');
    } finally {
      fetching.delete(origin);
    }
  };
}
