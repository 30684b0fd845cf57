import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { bodyOf } from '@pharos/core/texts';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { requireIncident } from '../incident/require.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, notFound, type Plan, type PlanInput } from '../plan.ts';
import { readNotes, type NoteDoc } from './fields.ts';

const named = { page: Id, incident: Id, note: Id };
type Named = { page: string; incident: string; note: string };
const NoteBody = bodyOf(limits.noteMax);

const path = '/v1/pages/{page}/incidents/{incident}/notes';
const one = `${path}/{note}` as const;

// All notes of an incident are one document beside it, which visitors' part of the service never reads.
const about = ({ incident, page }: Named) => docRef('notes', incident, page);
const locks = ({ incident, page }: Named) => [docRef('incident', incident, page)];

export const addNote = defineVerb({
  schema: z.object({ type: z.literal('add-incident-note'), ...named, body: NoteBody.describe('Markdown') }),
  door: {
    method: 'post',
    path,
    needs: 'write',
    makes: ['note'],
    done: 'Written down',
    summary: 'Write an internal note to an incident',
    explained: 'For the team: it is never on the page, in a notice or in a stream. Nobody is told.',
  },
  about,
  locks,
  mayMake: (asked) => [about(asked)],
  plan: (asked, input) => {
    requireIncident(asked, input);
    const notes = readNotes(input.fold(about(asked)));
    if (notes.some(({ id }) => id === asked.note)) return alreadyDone;
    if (notes.length >= limits.notesPerIncidentMax)
      throw new Problem('conflict', `an incident has at most ${limits.notesPerIncidentMax} notes`);
    return written(asked, { [`n/${asked.note}`]: { body: asked.body, at: input.now } });
  },
});

export const editNote = defineVerb({
  schema: z.object({ type: z.literal('edit-incident-note'), ...named, body: NoteBody }),
  door: {
    method: 'patch',
    path: one,
    needs: 'write',
    done: 'Changed',
    summary: 'Edit an internal note',
    explained: 'It says when it was edited.',
  },
  about,
  locks,
  plan: (asked, input) => {
    const note = requireNote(asked, input);
    if (note.isRemoved) throw notFound('note');
    return note.body === asked.body ? alreadyDone : written(asked, { [`b/${asked.note}`]: { body: asked.body, at: input.now } });
  },
});

export const removeNote = defineVerb({
  schema: z.object({ type: z.literal('remove-incident-note'), ...named }),
  door: {
    method: 'delete',
    path: one,
    needs: 'write',
    done: 'Gone',
    summary: 'Take an internal note back',
    explained: 'It is shown to nobody any more. What must be forgotten for good is purged.',
  },
  about,
  locks,
  plan: (asked, input) => {
    const note = requireNote(asked, input);
    return note.isRemoved ? alreadyDone : written(asked, { [`x/${asked.note}`]: { at: input.now } });
  },
});

function requireNote(asked: Named, input: PlanInput): NoteDoc {
  requireIncident(asked, input);
  const note = readNotes(input.fold(about(asked))).find(({ id }) => id === asked.note);
  if (!note) throw notFound('note');
  return note;
}

function written(asked: Named, fields: Record<string, Json>): Plan {
  return { writes: [{ ref: about(asked), fields }], facts: [], notify: null };
}
