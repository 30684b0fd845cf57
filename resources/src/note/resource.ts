import { z } from 'zod';
import { defineResource } from '../define-resource.ts';
import { addNote, editNote, removeNote } from './changes.ts';
import { Note, NoteEdit, NoteRemoval, readNotes } from './fields.ts';

/** What a team writes for itself about an incident: of no public kind, so that nothing that readers are sent can hold it. */
export const notes = defineResource({
  kind: 'notes',
  fields: z.object({}),
  lists: { n: Note, b: NoteEdit, x: NoteRemoval },
  tables: [['incident_note', 'incident']],
  row: (fold, { page }) => {
    if (page === null) return undefined;
    const shown = readNotes(fold).flatMap(({ isRemoved, ...note }) => (isRemoved ? [] : [note]));
    return { page, notes: shown };
  },
  verbs: [addNote, editNote, removeNote],
});
