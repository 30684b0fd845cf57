import type { Query } from '@pharos/core/outside/postgres';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

export interface OrganisationRow {
  id: string;
  name: string;
  createdAt: string;
}

type Row = Omit<OrganisationRow, 'createdAt'> & { created_at: Date };

/** By id; `only`: that one, if it is there. */
export async function readOrganisations(
  sql: Query,
  { after, limit, only }: Slice & { only: string | null },
): Promise<List<OrganisationRow>> {
  const key = readKey(after, 'id');
  const rows = await sql<Row[]>`
    select id, name, created_at from organisation
    where true ${key ? sql`and id > ${key.id}` : sql``} ${only === null ? sql`` : sql`and id = ${only}`}
    order by id limit ${limit + 1}`;
  return listOf([...rows], limit, () => '', organisation);
}

export async function readOrganisation(sql: Query, id: string): Promise<OrganisationRow | undefined> {
  const [row] = await sql<Row[]>`select id, name, created_at from organisation where id = ${id}`;
  return row && organisation(row);
}

/** Whose a page is; null: of the installation itself. Undefined: there is no such page here. */
export async function readOrganisationOf(sql: Query, page: string): Promise<string | null | undefined> {
  const [row] = await sql<{ organisation: string | null }[]>`select organisation from page where id = ${page}`;
  return row?.organisation;
}

function organisation({ created_at, ...row }: Row): OrganisationRow {
  return { ...row, createdAt: created_at.toISOString() };
}
