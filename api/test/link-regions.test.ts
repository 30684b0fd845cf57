import { freePort } from '@pharos/core/launch/port';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, type TestAnswer, type TestApi } from './open-api.ts';

// Two regions that never hear of each other by the mesh: what one has used up the other one can only ask for.
interface Region {
  api: TestApi;
  sql: Sql;
}
const opened = new AsyncDisposableStack();
const closingUs = new AsyncDisposableStack();
let us: Region;
let eu: Region;
const email = 'ada@acme.example';

const open = async (stack: AsyncDisposableStack): Promise<Region> => {
  const database = stack.use(await freshDatabase([['region', migrationsFolder]]));
  const sql = openPostgres({ url: database.url, max: 1, name: 'test' });
  stack.defer(() => sql.end({ timeout: 1 }));
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const api = stack.use(await openApi(database.url, { port, accounts: { keys: ['s'.repeat(40)], passwordCost: 12, publicUrl } }));
  return { api, sql };
};
const invite = async ({ api, sql }: Region): Promise<string> => {
  await sql`delete from sign_in_mail`;
  expect((await api.ask('POST', '/v1/people', { email, name: 'Ada', role: 'admin' })).status).toBe(201);
  const [row] = await sql<{ link: string }[]>`select link from sign_in_mail where email = ${email}`;
  return new URL(row!.link).hash.slice('#link='.length);
};
const enter = (at: Region, link: string) =>
  at.api.ask('POST', '/v1/sign-in/link/open', { link, keep: 'token' }, { authorization: '', 'x-forwarded-for': '192.0.2.7' });

/** What eu's list says of a session that began there. */
const sessionOf = async (entered: TestAnswer): Promise<Record<string, unknown> | undefined> => {
  const authorization = `Bearer ${String(entered.json['token'])}`;
  const { items } = (await eu.api.ask('GET', '/v1/sessions', undefined, { authorization })).json as { items: Record<string, unknown>[] };
  return items.find(({ isThis }) => isThis);
};
const isUnconfirmed = async (entered: TestAnswer): Promise<boolean> =>
  entered.status === 200 && (await sessionOf(entered))?.['isUnconfirmed'] === true;

beforeAll(async () => {
  [us, eu] = [await open(closingUs), await open(opened)];
  await invite(eu);
});
afterAll(async () => {
  await closingUs.disposeAsync();
  await opened.disposeAsync();
});

it('a link opens once, in whichever region it is opened first', async () => {
  const first = await invite(us);
  expect((await enter(eu, first)).status).toBe(200);
  expect([(await enter(eu, first)).status, (await enter(us, first)).status]).toEqual([401, 401]);
  const second = await invite(us);
  expect((await enter(us, second)).status).toBe(200);
  expect((await enter(eu, second)).status).toBe(401);
  // All at once. Where a busy machine made eu wait for us for longer than a second, it says so, and that is another matter: once more.
  for (let turn = 0; ; turn++) {
    const third = await invite(us);
    const all = await Promise.all([enter(us, third), enter(eu, third), enter(eu, third)]);
    const isBusy = turn < 10 && (await Promise.all(all.slice(1).map(isUnconfirmed))).includes(true);
    if (isBusy) continue;
    expect(all.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401]);
    return;
  }
});

it('a region that cannot ask lets somebody in, once, and says so of the session', async () => {
  const link = await invite(us);
  await closingUs.disposeAsync();
  const entered = await enter(eu, link);
  expect(entered.status).toBe(200);
  expect(await sessionOf(entered)).toMatchObject({ way: 'link', isUnconfirmed: true });
  expect((await enter(eu, link)).status).toBe(401);
  const audit = async () => (await eu.api.ask('GET', '/v1/audit?verb=begin-session&limit=1')).text;
  await expect.poll(audit).toContain('isUnconfirmed');
});
