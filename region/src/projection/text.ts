import { docName } from '@pharos/resources/kind';
import { projector } from './projector.ts';

/** The text of an incident as it stands; whether it is shown is the incident's to say. */
export const texts = projector(
  ({ doc, after }) => {
    const body = after.get('text')?.value;
    // An update of a browser may hold what Postgres cannot: it is left out here, and stays in the document.
    return typeof body === 'string' && doc.page !== null
      ? { incident: docName(doc.id), page: doc.page, body: body.replaceAll('\0', '') }
      : undefined;
  },
  (tx, rows) =>
    rows.map(
      ({ incident, page, body }) => tx`
        insert into incident_text (incident, page, body) values (${incident}, ${page}, ${body})
        on conflict (incident) do update set body = excluded.body`,
    ),
);
