import { BadDocument } from '@pharos/resources/fold';
import * as Y from 'yjs';

export function openState(state: Uint8Array): Y.Doc {
  // A name of its own is chance that nobody needs, and dear.
  const doc = new Y.Doc({ gc: true, guid: 'document' });
  try {
    if (state.length > 0) Y.applyUpdate(doc, state);
  } catch (error) {
    throw new BadDocument('unreadable', `its stored state cannot be read: ${(error as Error).message}`);
  }
  assertNothingPending(doc);
  return doc;
}

export function applyTo(doc: Y.Doc, delta: Uint8Array): void {
  try {
    Y.applyUpdate(doc, delta);
  } catch (error) {
    throw new BadDocument('unreadable', `Yjs cannot read it: ${(error as Error).message}`);
  }
  assertNothingPending(doc);
}

export function decodeDelta(delta: Uint8Array): ReturnType<typeof Y.decodeUpdate> {
  try {
    return Y.decodeUpdate(delta);
  } catch (error) {
    throw new BadDocument('unreadable', `Yjs cannot read it: ${(error as Error).message}`);
  }
}

function assertNothingPending(doc: Y.Doc): void {
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new BadDocument('pending', 'it builds on something that is not here');
}
