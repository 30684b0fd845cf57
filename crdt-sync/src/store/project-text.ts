import type { Transaction } from '@pharos/core/outside/postgres';
import { docName } from '../document/kind.ts';
import { sending } from './sending.ts';
import type { Projection } from './sql-project.ts';
import type { DocChange } from './store.ts';

/** The text of an incident as it stands; whether it is shown is the incident's to say. */
export function projectText(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const text = after.get('text')?.value;
  if (typeof text !== 'string' || doc.page === null) return undefined;
  // An update of a browser may hold what Postgres cannot: it is left out here, and stays in the document.
  const upsert = tx`
    insert into incident_text (incident, page, body) values (${docName(doc.id)}, ${doc.page}, ${text.replaceAll('\0', '')})
    on conflict (incident) do update set body = excluded.body`;
  return { sent: [sending(upsert)] };
}
