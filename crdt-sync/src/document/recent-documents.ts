import { createHash } from 'node:crypto';
import { openDocument, type OpenDocument } from './registers.ts';

/**
 * Documents that were worked on lately, still loaded: an outage writes to the same few again and again. It belongs to one
 * writer or one receiver, and nobody waits in it. It holds so many bytes of states at most, and forgets what was used longest ago.
 *
 * What is kept is given out only to whoever holds the document's lock and shows the state that the database has: it must be what
 * the kept document last encoded. A write that was rolled back, or one of another process, has left another state, and the
 * document is loaded afresh. What is given out is not here any more: nobody else can have it at the same time.
 */
export interface RecentDocuments {
  /** The states of those of these that are kept: who asks the database for them need not be sent what is here already. */
  states(ids: string[]): Map<string, KnownState>;
  take(id: string, state: Uint8Array): OpenDocument;
  keep(id: string, opened: OpenDocument): void;
}

export interface KnownState {
  state: Uint8Array;
  /** SHA-256: the database has this very state, or another one. */
  hash: string;
}

interface Kept extends KnownState {
  opened: OpenDocument;
}

// As objects they take some ten times this.
const bytesMaxUsual = 4_194_304;
// What the smallest one has around it, measured of subscriptions, counted as the states are: a hundred thousand of them that come in one
// import would else be kept by the ten thousands.
export const aroundBytes = 512;

export function createRecentDocuments(bytesMax = bytesMaxUsual): RecentDocuments {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const forget = (id: string): Kept | undefined => {
    const found = kept.get(id);
    if (found && kept.delete(id)) bytes -= weightOf(found.state);
    return found;
  };
  return {
    states: (ids) => new Map(ids.flatMap((id) => (kept.has(id) ? [[id, kept.get(id)!]] : []))),
    take: (id, state) => {
      const found = forget(id);
      return found && isSame(found.state, state) ? found.opened : openDocument(state);
    },
    keep: (id, opened) => {
      forget(id);
      const state = opened.state();
      kept.set(id, { opened, state, hash: createHash('sha256').update(state).digest('base64') });
      bytes += weightOf(state);
      for (const longestAgo of kept.keys()) {
        if (bytes <= bytesMax) break;
        forget(longestAgo);
      }
    },
  };
}

const weightOf = (state: Uint8Array): number => state.length + aroundBytes;

/** Where nothing is kept: each time the document is loaded. */
export const noRecentDocuments: RecentDocuments = {
  states: () => new Map(),
  take: (_id, state) => openDocument(state),
  keep: () => undefined,
};

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || Buffer.compare(a, b) === 0;
}
