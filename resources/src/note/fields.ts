import { z } from 'zod';
import { Moment, Text, Uuid } from '../field-values.ts';
import { entries, type Fold } from '../fold.ts';

/** `n/<id>`: what was written first, `b/<id>`: what it says now, `x/<id>`: it was taken back. */
export const Note = z.object({ body: Text, at: Moment });
export const NoteEdit = z.object({ body: Text, at: Moment });
export const NoteRemoval = z.object({ at: Moment });

export interface NoteDoc {
  id: string;
  body: string;
  at: string;
  editedAt: string | null;
  /** It was taken back, and is shown to nobody. */
  isRemoved: boolean;
}

/** Oldest first. */
export function readNotes(fold: Fold): NoteDoc[] {
  const edits = new Map(entries(NoteEdit, fold, 'b', Uuid).map(({ id, entry }) => [id, entry]));
  const removals = new Set(entries(NoteRemoval, fold, 'x', Uuid).map(({ id }) => id));
  return entries(Note, fold, 'n', Uuid).map(({ id, entry }) => {
    const edit = edits.get(id);
    const { body } = edit ?? entry;
    return { id, body, at: entry.at, editedAt: edit?.at ?? null, isRemoved: removals.has(id) };
  });
}
