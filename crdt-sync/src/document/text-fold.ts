import * as Y from 'yjs';
import { originsPerRegion, regionOfOrigin } from '@pharos/core/version';
import { type Fold, BadDocument } from '@pharos/resources/fold';
import { decodeDelta } from './yjs-state.ts';

/**
 * A text that several people write together is a document of its own, with one root: a Y.Text. It has no registers and no
 * clock; Yjs merges it, character by character, and what both wrote stays. Its writers are regions (by their origin) and
 * browsers: these are given client ids below every region's, so that none can pass for an origin.
 */
export const textRoot = 'text';
export const sessionsMax = originsPerRegion;

export function isText(doc: Y.Doc): boolean {
  return doc.share.has(textRoot);
}

export function foldText(doc: Y.Doc): Fold {
  if (doc.share.size > 1) throw new BadDocument('foreign-root', 'it is a text and something else');
  return new Map([[textRoot, { value: readText(doc), hlc: 1, region: 0 }]]);
}

// Half a character, from an edit that cut one in two, is no text for a database: the same sign stands for it everywhere.
export function readText(doc: Y.Doc): string {
  return doc.getText(textRoot).toJSON().toWellFormed();
}

/** Only text, by that region or by a browser; deleting is for everybody. */
export function assertTextDelta(delta: Uint8Array, region: number | undefined): void {
  const { structs } = decodeDelta(delta);
  for (const struct of structs) {
    const { client } = struct.id;
    if (client >= sessionsMax && regionOfOrigin(client) !== region) {
      throw new BadDocument('foreign-client', `it holds what client ${client} wrote`);
    }
    if (!(struct instanceof Y.Item)) continue; // what was deleted and forgotten
    if (!(struct.content instanceof Y.ContentString || struct.content instanceof Y.ContentDeleted)) {
      throw new BadDocument('bad-entry', 'a text holds nothing but text');
    }
    const { parent, parentSub } = struct as { parent?: unknown; parentSub?: string | null };
    if (typeof parentSub === 'string') throw new BadDocument('foreign-root', 'it writes a map');
    if (typeof parent === 'string' && parent !== textRoot) throw new BadDocument('foreign-root', `it writes into ${parent.slice(0, 40)}`);
  }
}
