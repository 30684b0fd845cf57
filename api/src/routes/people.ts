import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Name } from '@pharos/core/texts';
import { countOtherOwners, readPerson, readSeat, readSeated, type Seated } from '@pharos/region/reading/people';
import { readOrganisation } from '@pharos/region/reading/organisations';
import { Email, personId } from '@pharos/resources/person/fields';
import { PageRoles } from '@pharos/resources/seat/changes';
import { seatId } from '@pharos/resources/seat/fields';
import { mayName, Role } from '@pharos/resources/seat/role';
import { needs } from '../caller.ts';
import type { Api, Deps, Env } from '../env.ts';
import { roleIn } from '../people/role-in.ts';
import { write, Written } from '../write.ts';
import { body, json, listOf, problems, slice } from './shapes.ts';

const tags = ['people'];
const Person = z.object({
  id: z.string().describe('Of their place in this organisation'),
  person: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role.nullable().describe('In the whole organisation; null: on those pages alone that are named'),
  pages: z.record(z.string(), Role).describe('What they are on single pages, where that is something else'),
  hasJoined: z.boolean().describe('They have signed in at some time'),
  createdAt: z.string(),
});
const params = z.object({ seat: Id });
const roles = { role: Role.nullable().optional(), pages: PageRoles.optional() };

/** Who works in an organisation, and as what. Routes of their own: a person is found by address, and a link is mailed. */
export function peopleRoutes(app: Api, deps: Deps): void {
  const { reads, accounts, tenants } = deps;

  /** Whoever runs the installation says for which organisation; others have one. */
  const organisationOf = async (c: Context<Env>, asked: string | null | undefined): Promise<string | null> => {
    const { organisation: own } = c.get('caller')!;
    const organisation = asked ?? own;
    const isOther = organisation !== null && organisation !== own;
    if (isOther && (own !== null || !(await reads((sql) => readOrganisation(sql, organisation)))))
      throw new Problem('not-found', 'there is no such organisation');
    return organisation;
  };

  const requireSeat = async (c: Context<Env>): Promise<Seated & { organisation: string | null }> => {
    const { organisation: own } = c.get('caller')!;
    const { seat } = params.parse(c.req.param());
    const found = await reads((sql) => readSeat(sql, seat));
    if (!found || (own !== null && found.organisation !== own)) throw new Problem('not-found', 'there is no such person here');
    return found;
  };

  /** Nobody names another one more than they are; a key of an administrator is one. */
  const requireMayName = (c: Context<Env>, organisation: string | null, given: (Role | null | undefined)[]) => {
    const own = roleIn(c.get('caller')!, organisation);
    const refused = given.filter((role) => role != null).find((role) => !mayName(own, role));
    if (refused)
      throw new Problem(
        'forbidden',
        `${refused === 'owner' ? 'only an owner says' : 'it takes an administrator to say'} who is ${refused}`,
      );
  };

  const requirePages = async (organisation: string | null, pages: Record<string, Role> | undefined) => {
    for (const page of Object.keys(pages ?? {})) {
      const of = await tenants.organisationOf(page);
      if (of === undefined || (organisation !== null && of !== organisation)) {
        const message = 'is no page of this organisation';
        throw new Problem('invalid', `pages.${page}: ${message}`, { fields: [{ path: `pages.${page}`, message }] });
      }
    }
  };

  // Regions that cannot hear each other may each take the last but one away: the command `pharos person` makes one again.
  const requireOwnerBeside = async ({ organisation, id, role }: Seated & { organisation: string | null }) => {
    if (role !== 'owner' || (await reads((sql) => countOtherOwners(sql, organisation, id))) > 0) return;
    throw new Problem('conflict', 'this is the last owner: name another one first');
  };

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/people',
      operationId: 'listPeople',
      summary: 'List the people of an organisation',
      description: 'With what each is, and where.',
      tags,
      ...needs('admin', 'people'),
      request: { query: slice.extend({ organisation: Id.optional().describe('For whoever runs the installation') }) },
      responses: { 200: json(listOf(Person), 'By the id of their place'), ...problems },
    }),
    async (c) => {
      const { organisation: asked, ...of } = c.req.valid('query');
      const organisation = await organisationOf(c, asked);
      return c.json(await reads((sql) => readSeated(sql, organisation, of)), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/people/{seat}',
      operationId: 'getPerson',
      summary: 'Read who somebody is',
      description: 'One person of the organisation.',
      tags,
      ...needs('admin', 'people'),
      request: { params },
      responses: { 200: json(Person, 'The person'), ...problems },
    }),
    async (c) => {
      const { organisation: _organisation, ...seat } = await requireSeat(c);
      return c.json(seat, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/people',
      operationId: 'invitePerson',
      summary: 'Invite somebody',
      description:
        'Gives them a role, in the whole organisation or on single pages, and mails them a link to come in by, which is good for a week. Sent again, it mails another one.',
      tags,
      ...needs('admin', 'people'),
      request: {
        body: body(
          z.object({ email: Email, name: Name, organisation: Id.optional().describe('For whoever runs the installation'), ...roles }),
        ),
      },
      responses: { 201: json(Written.extend({ person: z.string(), mailed: z.boolean() }), 'Invited'), ...problems },
    }),
    async (c) => {
      const { email, name, organisation: asked, role = null, pages = {} } = c.req.valid('json');
      if (role === null && Object.keys(pages).length === 0) {
        const message = 'say what they are: a role in the whole organisation, or on single pages';
        throw new Problem('invalid', `role: ${message}`, { fields: [{ path: 'role', message }] });
      }
      const organisation = await organisationOf(c, asked);
      requireMayName(c, organisation, [role, ...Object.values(pages)]);
      await requirePages(organisation, pages);
      const person = personId(email);
      const before = await reads((sql) => readSeat(sql, seatId(organisation, person)));
      if (before?.role === 'owner' && role !== 'owner') await requireMayEdit(c, before);
      const written = await write(c, deps, seatId(organisation, person), { type: 'invite-person', email, name, organisation, role, pages });
      accounts.people.forget(person);
      // They are told at the address they have, whatever was typed.
      const known = await reads((sql) => readPerson(sql, person));
      if (known && accounts.mails.isReady) await accounts.mails.sendLink(known, known.sessions.length === 0);
      return c.json({ ...written, person, mailed: accounts.mails.isReady }, 201);
    },
  );

  const requireMayEdit = async (c: Context<Env>, seat: Seated & { organisation: string | null }) => {
    requireMayName(c, seat.organisation, [seat.role]);
    await requireOwnerBeside(seat);
  };

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/v1/people/{seat}',
      operationId: 'editPerson',
      summary: 'Say what somebody is',
      description: 'What is not named stays. Here at once, elsewhere within seconds.',
      tags,
      ...needs('admin', 'people'),
      request: { params, body: body(z.object(roles)) },
      responses: { 200: json(Written, 'Changed'), ...problems },
    }),
    async (c) => {
      const seat = await requireSeat(c);
      const { role, pages } = c.req.valid('json');
      requireMayName(c, seat.organisation, [role, ...Object.values(pages ?? {})]);
      if (role !== undefined && role !== seat.role) await requireMayEdit(c, seat);
      await requirePages(seat.organisation, pages);
      const said = { ...(role !== undefined && { role }), ...(pages && { pages }) };
      const written = await write(c, deps, seat.id, { type: 'edit-seat', seat: seat.id, ...said });
      accounts.people.forget(seat.person);
      return c.json(written, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/people/{seat}',
      operationId: 'removePerson',
      summary: 'Take somebody out of the organisation',
      description: 'They open nothing of it any more: here at once, elsewhere within seconds. Their account stays theirs.',
      tags,
      ...needs('admin', 'people'),
      request: { params },
      responses: { 200: json(Written, 'Gone'), ...problems },
    }),
    async (c) => {
      const seat = await requireSeat(c);
      await requireMayEdit(c, seat);
      const written = await write(c, deps, seat.id, { type: 'remove-seat', seat: seat.id });
      accounts.people.forget(seat.person);
      return c.json(written, 200);
    },
  );
}
