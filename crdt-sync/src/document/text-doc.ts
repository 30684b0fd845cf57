import type { Random } from '@pharos/core/random';
import type { EditedText, TextEdit } from '@pharos/resources/plan';
import * as Y from 'yjs';
import { rebase } from './merge-text.ts';
import { assertTextDelta, readText, sessionsMax, textRoot } from './text-fold.ts';
import { applyTo, openState } from './yjs-state.ts';

/** Undefined: all of that is there already. Throws BadDocument when a browser's delta is not one, or builds on what is not here. */
export function editText(state: Uint8Array, edit: TextEdit, origin: number): EditedText | undefined {
  const doc = openState(state);
  const deltas: Uint8Array[] = [];
  doc.on('update', (delta: Uint8Array) => deltas.push(delta));
  if ('delta' in edit) {
    assertTextDelta(edit.delta, undefined);
    applyTo(doc, edit.delta);
  } else {
    const current = readText(doc);
    const hunks = rebase(edit.base ?? current, edit.text, current);
    const shared = doc.getText(textRoot);
    // Set after the load, as in every document: Yjs may have replaced it.
    doc.clientID = origin;
    doc.transact(() => {
      for (const { at, remove, insert } of hunks) {
        if (remove > 0) shared.delete(at, remove);
        if (insert !== '') shared.insert(at, insert);
      }
    });
  }
  if (deltas.length === 0) return undefined;
  const edited = {
    state: Y.encodeStateAsUpdate(doc),
    delta: deltas.length === 1 ? deltas[0]! : Y.mergeUpdates(deltas),
    text: readText(doc),
  };
  doc.destroy();
  return edited;
}

export function textOf(state: Uint8Array): string {
  const doc = openState(state);
  const text = readText(doc);
  doc.destroy();
  return text;
}

/** A client id for one browser and one text, as good as never given twice. */
export function mintSession(random: Random): number {
  return 1 + Math.floor(random() * (sessionsMax - 1));
}
