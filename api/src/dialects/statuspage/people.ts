import { codeOf, namedBy } from '@pharos/resources/statuspage/code';
import type { Role } from '@pharos/resources/seat/role';
import type { PageView } from '@pharos/resources/view';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { pagingOf, readAll, slice } from './paging.ts';
import { Problem } from '@pharos/core/problem';
import { Flag, maybe, Text } from './values.ts';

export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role | null;
  pages: Record<string, Role>;
  createdAt: string;
}

const path = '/organizations/:organization';

/** The people of an organisation, and what each may do on its pages. */
export function peopleRoutes({ on }: Dialect): void {
  on('GET', `${path}/users`, async (call) => {
    const organisation = await organisationOf(call);
    const people = await readPeople(call, organisation);
    return { body: slice(people, pagingOf(call)).map((each) => bodyOf(organisation, each)) };
  });

  on('POST', `${path}/users`, async (call) => {
    const said = await call.said('user', z.object({ email: Text, first_name: maybe(Text), last_name: maybe(Text) }));
    const organisation = await organisationOf(call);
    const name = [said.first_name, said.last_name].filter((each) => each !== undefined).join(' ') || said.email;
    // Who is new may look, there as here, until somebody says what else.
    const invited = { email: said.email, name, role: 'viewer', organisation };
    const { id } = await call.askApi<{ id: string }>('POST', '/v1/people', invited);
    return { status: 201, body: bodyOf(organisation, await call.askApi<Person>('GET', `/v1/people/${id}`)) };
  });

  on('GET', `${path}/users/:user`, async (call) => {
    const organisation = await organisationOf(call);
    return { body: bodyOf(organisation, await find(call, organisation)) };
  });

  on('DELETE', `${path}/users/:user`, async (call) => {
    const organisation = await organisationOf(call);
    const person = await find(call, organisation);
    await call.askApi('DELETE', `/v1/people/${person.id}`);
    return { body: bodyOf(organisation, person) };
  });

  on('GET', `${path}/permissions/:user`, async (call) => {
    const organisation = await organisationOf(call);
    return { body: await permissionsOf(call, await find(call, organisation)) };
  });

  on('PUT', `${path}/permissions/:user`, async (call) => {
    const organisation = await organisationOf(call);
    const said = await call.all(z.object({ pages: z.record(z.string(), Permissions) }));
    const [person, pages] = [await find(call, organisation), await pagesOf(call)];
    const changed = Object.entries(said.pages).map(([code, permissions]) => {
      const page = namedBy(pages, code);
      if (!page) throw new Problem('not-found', 'there is no such page');
      return [page.id, roleOf(permissions)] as const;
    });
    await call.askApi('PATCH', `/v1/people/${person.id}`, { pages: { ...person.pages, ...Object.fromEntries(changed) } });
    return { body: await permissionsOf(call, await find(call, organisation)) };
  });
}

const Permissions = z.object({
  page_configuration: maybe(Flag),
  incident_manager: maybe(Flag),
  maintenance_manager: maybe(Flag),
});

// There they are three switches, and here each role may what the next may, too.
function roleOf({
  page_configuration: pages,
  incident_manager: incidents,
  maintenance_manager: maintenances,
}: z.infer<typeof Permissions>): Role {
  if (pages === true) return 'admin';
  return incidents === true ? 'responder' : maintenances === true ? 'maintainer' : 'viewer';
}

async function permissionsOf(call: Call, person: Person) {
  const pages = await pagesOf(call);
  const of = (role: Role | null) => ({
    page_configuration: role === 'owner' || role === 'admin',
    incident_manager: role === 'owner' || role === 'admin' || role === 'responder',
    maintenance_manager: role !== null && role !== 'viewer',
  });
  return {
    data: {
      user_id: codeOf(person.id),
      pages: Object.fromEntries(pages.map(({ id }) => [codeOf(id), of(person.pages[id] ?? person.role)])),
    },
  };
}

async function pagesOf(call: Call): Promise<PageView[]> {
  return readAll<PageView>(atTop(call), '/pages');
}

async function organisationOf(call: Call): Promise<string> {
  const organisations = await readAll<{ id: string }>(atTop(call), '/organisations');
  const found = namedBy(organisations, call.param('organization'));
  if (!found) throw new Problem('not-found', 'there is no such organization');
  return found.id;
}

async function find(call: Call, organisation: string): Promise<Person> {
  const person = namedBy(await readPeople(call, organisation), call.param('user'));
  if (!person) throw new Problem('not-found', 'there is no such user in this organization');
  return person;
}

/** Those of the organisation whose key it is; of one of them, for whoever runs the installation. */
export async function readPeople(call: Call, organisation?: string): Promise<Person[]> {
  return readAll<Person>(atTop(call), organisation === undefined ? '/people' : `/people?organisation=${organisation}`);
}

/** What stands below no page. */
function atTop(call: Call): Call {
  return { ...call, ask: (method, at, body) => call.askApi(method, `/v1${at}`, body) };
}

function bodyOf(organisation: string, { id, email, name, createdAt }: Person) {
  const [first, ...rest] = name.split(' ');
  return {
    id: codeOf(id),
    organization_id: codeOf(organisation),
    email,
    first_name: first ?? null,
    last_name: rest.length > 0 ? rest.join(' ') : null,
    created_at: createdAt,
    updated_at: createdAt,
  };
}
