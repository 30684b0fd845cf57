import type { Query } from '@pharos/core/outside/postgres';
import type { Random } from '@pharos/core/random';
import { mintSession, textOf } from '../document/text-doc.ts';

export interface Postmortem {
  text: string;
  published: boolean;
  /** The Yjs document, for a browser that edits together with others. */
  state: Uint8Array;
  /** The client id under which this reader may write into it. */
  client: number;
}

/** The text of an incident as it stands, published or not; empty when nobody has begun. Undefined: no such incident. */
export async function readPostmortem(query: Query, page: string, incident: string, random: Random): Promise<Postmortem | undefined> {
  const [row] = await query<{ published: boolean; state: Buffer | null }[]>`
    select postmortem_published as published, doc.state from incident left join doc on doc.id = ${`text:${incident}`} and not doc.purged
    where incident.id = ${incident} and incident.page = ${page} and not incident.deleted`;
  if (!row) return undefined;
  const state = row.state ?? new Uint8Array();
  return { text: textOf(state), published: row.published, state, client: mintSession(random) };
}
