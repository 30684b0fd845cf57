import { BadDocument } from '@pharos/resources/fold';
import * as encoding from 'lib0/encoding';
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

/** The whole document. Of one that has nothing pending: what is would be left out. */
export function encodeState(doc: Y.Doc): Uint8Array {
  return Y.encodeStateAsUpdateV2(doc, undefined, new RememberingEncoder());
}

// A document is encoded at each write, and most of its entries stay as they are: what each looks like in bytes is remembered, as
// long as the entry itself is.
const entryBytes = new WeakMap<object, Uint8Array>();

class RememberingEncoder extends Y.UpdateEncoderV1 {
  override writeAny(entry: unknown): void {
    if (typeof entry !== 'object' || entry === null) return super.writeAny(entry);
    let bytes = entryBytes.get(entry);
    if (!bytes) entryBytes.set(entry, (bytes = encoding.encode((encoder) => encoding.writeAny(encoder, entry as never))));
    encoding.writeUint8Array(this.restEncoder, bytes);
  }
}

type Decoded = ReturnType<typeof Y.decodeUpdate>;

// Who takes a delta looks at who wrote it, at what it says, and at what it contradicts.
const decodedOnce = new WeakMap<Uint8Array, Decoded>();

/** For reading only: who asks for the same delta again is given the same. */
export function decodeDelta(delta: Uint8Array): Decoded {
  try {
    const decoded = decodedOnce.get(delta) ?? Y.decodeUpdate(delta);
    decodedOnce.set(delta, decoded);
    return decoded;
  } catch (error) {
    throw new BadDocument('unreadable', `Yjs cannot read it: ${(error as Error).message}`);
  }
}

function assertNothingPending(doc: Y.Doc): void {
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new BadDocument('pending', 'it builds on something that is not here');
}
