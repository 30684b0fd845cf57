import type { Query } from '@pharos/core/outside/postgres';

export interface NoteView {
  id: string;
  body: string;
  at: string;
  editedAt: string | null;
}

/** Of an incident, oldest first. Undefined: the page has no such incident. */
export async function readNotes(sql: Query, page: string, incident: string): Promise<NoteView[] | undefined> {
  const [row] = await sql<{ notes: NoteView[] | null }[]>`
    select incident_note.notes from incident left join incident_note on incident_note.incident = incident.id
    where incident.id = ${incident} and incident.page = ${page}`;
  return row && (row.notes ?? []);
}
