import { newId } from '@pharos/core/id';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import type { Fold, Json } from '@pharos/resources/fold';
import { docName, docRef, type DocRef } from '@pharos/resources/kind';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrationsFolder } from '../src/migrations.ts';
import { project } from '../src/projection/project.ts';
import { writeRows } from '../src/projection/rows.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => (database = await freshDatabase([['region', migrationsFolder]])));
afterAll(() => database[Symbol.asyncDispose]());

const [page, other] = [newId(), newId()];
const [earlier, later] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
const odd = `it's "quoted", \\u0000, {x,y}, ünï 🔥`;

/** Of each kind that is one row: what its document says first, what it says then, and the row that there is in the end. */
const flat: [kind: string, table: string, first: Record<string, Json>, then: Record<string, Json>, row: object][] = [
  [
    'account',
    'account',
    { name: 'Acme', createdAt: later },
    { name: odd, createdAt: earlier },
    { name: odd, created_at: new Date(earlier) },
  ],
  [
    'apikey',
    'api_key',
    { page: null, name: 'a', scopes: ['read'], hash: 'h', createdAt: earlier },
    { page, name: odd, scopes: ['write', 'admin'], revoked: true },
    { page, name: odd, scopes: ['write', 'admin'], hash: 'h', revoked: true, created_at: new Date(earlier) },
  ],
  [
    'subscription',
    'subscription',
    {
      channel: 'email',
      address: 'a@b.example',
      components: [],
      confirmed: false,
      asked: { region: 'us', at: earlier },
      createdAt: earlier,
    },
    { address: odd, components: [other], confirmed: true, asked: { region: 'eu', at: later } },
    { page, channel: 'email', address: odd, components: [other], state: 'active', asked_region: 'eu', asked_at: new Date(later) },
  ],
  ['text', 'incident_text', { text: 'so' }, { text: `${odd}\0` }, { page, body: odd }],
  [
    'template',
    'record',
    { name: 'a', title: 't', body: 'b', createdAt: earlier },
    { name: odd, removed: true },
    { kind: 'template', page, fields: { name: odd, title: 't', body: 'b' }, removed: true, created_at: new Date(earlier) },
  ],
  [
    'component',
    'component',
    { name: 'API', order: 'V', status: 'degraded_performance', createdAt: earlier },
    { group: odd, order: 'W', status: 'operational', removed: true },
    { page, name: 'API', description: '', group_name: odd, ord: 'W', status: 'operational', shown: 'operational', removed: true },
  ],
];

it.each(flat)(
  'of a kind that is one row (%s) the table says what the document says, at first and ever after',
  async (kind, table, first, then, row) => {
    const docs = [docRef(kind, newId(), page), docRef(kind, newId(), page)];
    const folds = docs.map((_doc, at) => foldOf({ ...first, ...(kind === 'apikey' ? { hash: `h${at}` } : {}) }));
    await projected(docs, folds);
    await projected(docs.slice(0, 1), [new Map([...folds[0]!, ...foldOf(then)])]);
    const key = kind === 'text' ? 'incident' : 'id';
    const [found] = await database.sql`select * from ${database.sql(table)} where ${database.sql(key)} = ${docName(docs[0]!.id)}`;
    expect(found).toMatchObject({ ...row, ...(kind === 'apikey' ? { hash: 'h0' } : {}) });
    const [left] = await database.sql`select * from ${database.sql(table)} where ${database.sql(key)} = ${docName(docs[1]!.id)}`;
    expect(Object.values(left!)).not.toContain(odd);
  },
);

it('a page is shown under the slug it asks for, and under a spare one while that is somebody else’s', async () => {
  const [mine, theirs] = [newId(), newId()];
  const said = (slug: string) => foldOf({ name: 'Acme', slug, timeZone: 'UTC', createdAt: earlier });
  const slugOf = async () =>
    (await database.sql<{ slug: string; wanted_slug: string }[]>`select slug, wanted_slug from page where id = ${mine}`)[0]!;
  await projected([docRef('slug', 'taken', theirs)], [foldOf({ [`claim/${theirs}`]: { at: earlier } })]);
  await projected([docRef('page', mine, mine)], [said('taken')]);
  expect(await slugOf()).toEqual({ slug: `taken-${mine.replaceAll('-', '').slice(-4)}`, wanted_slug: 'taken' });
  await projected([docRef('page', mine, mine)], [said('free')]);
  expect(await slugOf()).toEqual({ slug: 'free', wanted_slug: 'free' });
});

it('rows of a table that no resource has yet are written by the same statement', async () => {
  await database.sql`create table tried (id uuid primary key, page uuid not null, made_by text, steps jsonb, at timestamptz)`;
  const id = newId();
  await database.sql.begin((tx) => writeRows(tx, 'tried', [{ id, page, madeBy: 'a', steps: [1], at: earlier }]));
  await database.sql.begin((tx) =>
    writeRows(tx, 'tried', [{ id, page, madeBy: null, steps: { a: [2] }, at: later }], { onlyWhenMade: ['at'] }),
  );
  expect(await database.sql`select * from tried`).toEqual([{ id, page, made_by: null, steps: { a: [2] }, at: new Date(earlier) }]);
});

async function projected(docs: DocRef[], after: Fold[]): Promise<void> {
  await database.sql.begin(async (tx) => {
    const { sent, unprojected } = project(
      tx,
      docs.map((doc, at) => ({ doc, before: new Map(), after: after[at]! })),
    );
    await Promise.all(sent);
    expect([...unprojected]).toEqual([]);
  });
}

function foldOf(fields: Record<string, Json>): Fold {
  return new Map(Object.entries(fields).map(([name, value]) => [name, { value, hlc: Date.parse(earlier), region: 1 }]));
}
