import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { BadDocument } from '@pharos/resources/fold';
import { regionOfOrigin } from '../document/origin.ts';
import type { QuarantineRow, Store } from '../store/store.ts';
import { repair } from './deep-check.ts';
import { fetchTimeoutMs } from './fetch-gaps.ts';
import type { PeerLink } from './peers.ts';
import type { Receiver } from './receiver.ts';
import { decodeEntries, type FetchRequest } from './wire.ts';

export interface AskWritersOptions {
  kit: Kit;
  store: Store;
  peers: PeerLink[];
  receiver: Pick<Receiver, 'adoptTruth'>;
}

// Questions under way to origins, and to writers: more forks or holes than this at once are an attack, and the deep check's matter.
const asksMax = 50;

/** What only the region knows that wrote it. Each question is asked once at a time; one in vain is left to the deep check. */
export function createAskWriters({ kit, store, peers, receiver }: AskWritersOptions) {
  const { log } = kit;
  const completing = new Set<string>();
  const asking = new Set<string>();

  const once = async (underWay: Set<string>, key: string, ask: () => Promise<void>, onVain: (error: unknown) => void) => {
    if (underWay.has(key) || underWay.size >= asksMax) return;
    underWay.add(key);
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof BadDocument)) throw error;
      onVain(error);
    } finally {
      underWay.delete(key);
    }
  };

  return {
    /** What it builds on is missing here, though the vector says otherwise: who wrote it has the whole document. */
    completeDoc: async ({ doc, origin }: QuarantineRow): Promise<void> => {
      const peer = peers.find(({ number }) => number === regionOfOrigin(origin ?? 0)) ?? peers[0];
      if (!peer || !doc) return;
      const complete = async () => {
        await repair(store, kit, peer, [doc]);
        log.info({ peer: peer.region, doc }, 'a document that lacked something was completed from its writer');
      };
      await once(completing, doc, complete, (error) =>
        log.warn({ peer: peer.region, doc, err: error }, 'a document that lacks something cannot be completed now; the deep check will'),
      );
    },

    /** Two payloads want one place: its origin says which is true. */
    askTruth: async (origin: number, seq: number): Promise<void> => {
      const peer = peers.find(({ number }) => number === regionOfOrigin(origin));
      if (!peer) return;
      const ask = async () => {
        const request: FetchRequest = { origin, from: seq, max: 1 };
        const reply = await peer.bus.request(subject.fetch(peer.region), JSON.stringify(request), { timeoutMs: fetchTimeoutMs });
        const truth = decodeEntries(reply).entries[0];
        if (truth?.origin === origin && truth.seq === seq) await receiver.adoptTruth(truth);
      };
      await once(asking, `${origin}:${seq}`, ask, () =>
        log.warn({ peer: peer.region, origin, seq }, 'the origin cannot say which of two payloads is true; the deep check will compare'),
      );
    },
  };
}
