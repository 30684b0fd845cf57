import type { Query } from '@pharos/core/outside/postgres';
import type { PersonDoc } from '@pharos/resources/person/fields';
import type { Role } from '@pharos/resources/seat/role';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

/** What somebody is in one organisation (null: the installation), and on single pages of it. */
export interface Seat {
  id: string;
  organisation: string | null;
  role: Role | null;
  pages: Record<string, Role>;
}

export interface Person extends PersonDoc {
  id: string;
  seats: Seat[];
}

type Proofs = Omit<PersonDoc, 'email' | 'name' | 'createdAt'>;

/** A person with all their seats, in one question: more than a few nobody has. */
export async function readPerson(sql: Query, id: string): Promise<Person | undefined> {
  return (await readPeople(sql, [id])).get(id);
}

export async function readPeople(sql: Query, ids: string[]): Promise<Map<string, Person>> {
  const rows = await sql<{ id: string; email: string; name: string; created_at: Date; proofs: Proofs; seats: Seat[] | null }[]>`
    select id, email, name, created_at, proofs, (
      select jsonb_agg(jsonb_build_object('id', seat.id, 'organisation', seat.organisation, 'role', seat.role, 'pages', seat.pages) order by seat.id)
      from seat where seat.person = person.id and not seat.removed) as seats
    from person where id = any(${ids}::uuid[])`;
  const personOf = ({ created_at, proofs, seats, ...rest }: (typeof rows)[number]): Person => {
    return { ...rest, ...proofs, createdAt: created_at.toISOString(), seats: seats ?? [] };
  };
  return new Map(rows.map((row) => [row.id, personOf(row)]));
}

/** Somebody with a seat in an organisation, as the others there see them. */
export interface Seated {
  id: string;
  person: string;
  email: string;
  name: string;
  role: Role | null;
  pages: Record<string, Role>;
  /** They have signed in, or can without a link. */
  hasJoined: boolean;
  createdAt: string;
}

/** By the id of the seat. */
export async function readSeated(sql: Query, organisation: string | null, { after, limit }: Slice): Promise<List<Seated>> {
  const key = readKey(after, 'id');
  const rows = await sql<SeatedRow[]>`
    select ${seatedColumns(sql)} from seat join person on person.id = seat.person
    where not seat.removed and ${organisation === null ? sql`seat.organisation is null` : sql`seat.organisation = ${organisation}`}
      ${key ? sql`and seat.id > ${key.id}` : sql``}
    order by seat.id limit ${limit + 1}`;
  return listOf([...rows], limit, () => '', seated);
}

/** Those of them who have a role on this page by its own name. */
export async function readSeatedOn(sql: Query, page: string, { after, limit }: Slice): Promise<List<Seated>> {
  const key = readKey(after, 'id');
  const rows = await sql<SeatedRow[]>`
    select ${seatedColumns(sql)} from seat join person on person.id = seat.person
    where not seat.removed and seat.pages->>${page} is not null ${key ? sql`and seat.id > ${key.id}` : sql``}
    order by seat.id limit ${limit + 1}`;
  return listOf([...rows], limit, () => '', seated);
}

export async function readSeat(sql: Query, id: string): Promise<(Seated & { organisation: string | null }) | undefined> {
  const [row] = await sql<(SeatedRow & { organisation: string | null })[]>`
    select ${seatedColumns(sql)}, seat.organisation from seat join person on person.id = seat.person
    where seat.id = ${id} and not seat.removed`;
  return row && { ...seated(row), organisation: row.organisation };
}

/** How many owners an organisation has, not counting this one. */
export async function countOtherOwners(sql: Query, organisation: string | null, seat: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from seat where not removed and role = 'owner' and id <> ${seat}
      and ${organisation === null ? sql`organisation is null` : sql`organisation = ${organisation}`}`;
  return row!.count;
}

type SeatedRow = Omit<Seated, 'createdAt'> & { created_at: Date };

function seatedColumns(sql: Query) {
  return sql`seat.id, seat.person, person.email, person.name, seat.role, seat.pages, seat.created_at,
    person.proofs->'sessions' <> '[]' as "hasJoined"`;
}

function seated({ created_at, id, person, email, name, role, pages, hasJoined }: SeatedRow): Seated {
  return { id, person, email, name, role, pages, hasJoined, createdAt: created_at.toISOString() };
}
