import { createRoute, z } from '@hono/zod-openapi';
import { isInNetworks } from '@pharos/core/network';
import { Problem } from '@pharos/core/problem';
import type { ReaderSession } from '@pharos/core/reader-session';
import { mintReaderToken } from '@pharos/core/reader-token';
import { readWayIn } from '@pharos/region/reading/page-settings';
import type { Context } from 'hono';
import type { Api, Deps, Env } from '../env.ts';
import type { Entries } from '../people/entries.ts';
import { mayRead } from '../reader.ts';
import type { Unlocks } from '../unlocks.ts';
import { body, json, pageParam, problems } from './shapes.ts';

// A working day; who came by his address has left it perhaps, and asks again.
const lifeMs = { password: 12 * 3_600_000, addresses: 3_600_000 };
const passwordMax = 200;

const Asked = z.object({
  password: z
    .string()
    .max(passwordMax)
    .optional()
    .describe('Of the page; left out by who comes from one of its addresses, or is signed in'),
  code: z.string().max(400).optional().describe('Of an edge: with which a browser came back from `/v1/sign-in/page`'),
  secret: z.string().max(100).optional().describe('Of an edge: what it gave that browser before'),
});
const Opened = z.object({ token: z.string().describe('Goes behind `?token=`, or as a bearer'), expiresAt: z.iso.datetime() });

/** The way into a page that asks for a password, an address or a role. What is not there, and what is opened otherwise, answers as a wrong password does. */
export function unlockRoutes(app: Api, deps: Deps, unlocks: Unlocks, entries: Entries): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/unlock',
      operationId: 'unlockPage',
      summary: 'Open a private page',
      description:
        'With its password, from one of its addresses, or in the session of somebody with a role on it, as the page asks: answers a token for readers. Tries that were wrong are bounded.',
      tags: ['pages'],
      request: { params: pageParam, body: body(Asked) },
      responses: { 201: json(Opened, 'A token for this page'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const { password, code, secret } = c.req.valid('json');
      const address = c.get('address');
      const way = await deps.reads((sql) => readWayIn(sql, page));
      const hash = way?.passwordHash ?? null;
      // An address is nothing that one could guess: only passwords are counted. Who knows it is not held up by those who guess.
      const came = code === undefined ? sessionOf(c) : await entries.take(page, code, secret ?? '');
      const session = way?.isForSignedIn === true && came && (await mayRead(deps, { page, session: came })) ? came : undefined;
      const isOpened =
        password === undefined
          ? session !== undefined || (way?.addresses !== undefined && isInNetworks(address, way.addresses))
          : deps.passwords.isKnown(password, hash) || (await unlocks.try(page, address, () => deps.passwords.isRight(password, hash)));
      if (!isOpened)
        throw new Problem(
          'forbidden',
          'this opens no page: it needs the password of one that asks for it, one of its addresses, or somebody who is signed in with a role on it',
        );
      const [key] = deps.readerKeys;
      if (!key) throw new Problem('unavailable', 'this installation has no READER_KEYS: nothing could read the token');
      const issuedAt = Math.trunc(deps.kit.clock.now());
      const expiresAt = issuedAt + (password !== undefined || session ? lifeMs.password : lifeMs.addresses);
      // What a password opens is open to whoever knows it; a person's own token ends with their session.
      const token = await mintReaderToken({ page, issuedAt, expiresAt, session: password === undefined ? session : undefined }, key);
      c.header('cache-control', 'no-store');
      return c.json({ token, expiresAt: new Date(expiresAt).toISOString() }, 201);
    },
  );
}

function sessionOf(c: Context<Env>): ReaderSession | undefined {
  const session = c.get('signedIn')?.session;
  return session && { person: session.person, id: session.id, slot: session.slot, startedAt: session.startedAt };
}
