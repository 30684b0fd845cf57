import { codeOf, namedBy } from '@pharos/resources/statuspage/code';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { pagingOf, slice } from './paging.ts';
import { readPeople, type Person } from './people.ts';
import { notCarried } from './refusal.ts';
import { maybe, Text } from './values.ts';

const path = '/pages/:page/page_access_users';

/**
 * Who may see a page that is not for everybody: here these are people who look at this page, and at nothing else. It takes a key of the
 * organisation, because people are the organisation's.
 */
export function accessUserRoutes({ on }: Dialect): void {
  on('GET', path, async (call) => {
    const email = call.query('email')?.toLowerCase();
    const users = (await readUsers(call)).filter((each) => email === undefined || each.email.toLowerCase() === email);
    return { body: slice(users, pagingOf(call)).map((each) => bodyOf(call, each)) };
  });

  on('POST', path, async (call) => {
    const { email } = await call.said('page_access_user', z.object({ email: Text }));
    const known = (await readPeople(call)).find((each) => each.email.toLowerCase() === email.trim().toLowerCase());
    const pages = { ...known?.pages, [call.page]: 'viewer' };
    if (known) await call.askApi('PATCH', `/v1/people/${known.id}`, { pages });
    const { id } = known ?? (await call.askApi<{ id: string }>('POST', '/v1/people', { email, name: email, pages }));
    // There it is no 201.
    return { body: bodyOf(call, await call.askApi<Person>('GET', `/v1/people/${id}`)) };
  });

  on('GET', `${path}/:user`, async (call) => ({ body: bodyOf(call, await find(call)) }));

  on(['PATCH', 'PUT'], `${path}/:user`, async (call) => {
    const said = await call.said('page_access_user', z.object({ email: maybe(Text) }));
    const user = await find(call);
    if (said.email !== undefined && said.email !== user.email) throw notCarried('the address of somebody is their own to change');
    return { body: bodyOf(call, user) };
  });

  on('DELETE', `${path}/:user`, async (call) => {
    const { id, role, pages } = await find(call);
    const { [call.page]: _gone, ...others } = pages;
    // Who looks at nothing else is not there any more.
    if (role === null && Object.keys(others).length === 0) await call.askApi('DELETE', `/v1/people/${id}`);
    else await call.askApi('PATCH', `/v1/people/${id}`, { pages: others });
    return { status: 204 };
  });

  for (const part of ['components', 'metrics']) {
    on('GET', `${path}/:user/${part}`, async (call) => {
      await find(call);
      return { body: [] };
    });
    on(['POST', 'PATCH', 'PUT', 'DELETE'], `${path}/:user/${part}`, async () =>
      Promise.reject(notCarried('a page of one part for each reader')),
    );
    on('DELETE', `${path}/:user/${part}/:part`, async () => Promise.reject(notCarried('a page of one part for each reader')));
  }
}

async function readUsers(call: Call): Promise<Person[]> {
  return (await readPeople(call)).filter(({ pages }) => pages[call.page] === 'viewer');
}

async function find(call: Call): Promise<Person> {
  const user = namedBy(await readUsers(call), call.param('user'));
  if (!user) throw new Problem('not-found', 'there is no such page access user');
  return user;
}

function bodyOf(call: Call, { id, email, createdAt }: Person) {
  return {
    id: codeOf(id),
    page_id: codeOf(call.page),
    email,
    external_login: null,
    page_access_group_id: null,
    page_access_group_ids: [],
    created_at: createdAt,
    updated_at: createdAt,
  };
}
