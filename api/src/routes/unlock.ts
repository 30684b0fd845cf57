import { createRoute, z } from '@hono/zod-openapi';
import { isInNetworks } from '@pharos/core/network';
import { Problem } from '@pharos/core/problem';
import { mintReaderToken } from '@pharos/core/reader-token';
import { readWayIn } from '@pharos/region/reading/page-settings';
import type { Context } from 'hono';
import type { Api, Deps, Env } from '../env.ts';
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
});
const Opened = z.object({ token: z.string().describe('Goes behind `?token=`, or as a bearer'), expiresAt: z.iso.datetime() });

/** The way into a page that asks for a password, an address or a role. What is not there, and what is opened otherwise, answers as a wrong password does. */
export function unlockRoutes(app: Api, deps: Deps, unlocks: Unlocks): void {
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
      const { password } = c.req.valid('json');
      const address = c.get('address');
      const way = await deps.reads((sql) => readWayIn(sql, page));
      const hash = way?.passwordHash ?? null;
      // An address is nothing that one could guess: only passwords are counted. Who knows it is not held up by those who guess.
      const isOwn = way?.isForSignedIn === true && (await isSignedInTo(c, page));
      const isOpened =
        password === undefined
          ? isOwn || (way?.addresses !== undefined && isInNetworks(address, way.addresses))
          : deps.passwords.isKnown(password, hash) || (await unlocks.try(page, address, () => deps.passwords.isRight(password, hash)));
      if (!isOpened)
        throw new Problem(
          'forbidden',
          'this opens no page: it needs the password of one that asks for it, one of its addresses, or somebody who is signed in with a role on it',
        );
      const [key] = deps.readerKeys;
      if (!key) throw new Problem('unavailable', 'this installation has no READER_KEYS: nothing could read the token');
      const issuedAt = Math.trunc(deps.kit.clock.now());
      const expiresAt = issuedAt + (password !== undefined || isOwn ? lifeMs.password : lifeMs.addresses);
      c.header('cache-control', 'no-store');
      return c.json(
        { token: await mintReaderToken({ page, issuedAt, expiresAt }, key), expiresAt: new Date(expiresAt).toISOString() },
        201,
      );
    },
  );
}

// A person with any role on the page, or in the whole of its organisation.
async function isSignedInTo(c: Context<Env>, page: string): Promise<boolean> {
  const caller = c.get('caller');
  return caller?.by === 'person' && caller.role != null && (await c.get('tenants').opens(caller, page));
}
