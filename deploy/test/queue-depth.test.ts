import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { openPostgres } from '@pharos/core/outside/postgres';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { prepareDatabase } from '@pharos/lab/prepare-database';
import { goldenPath, goldens } from '../src/golden.ts';

interface Scaled {
  kind: string;
  spec: { triggers: { type: string; metadata: { query: string } }[] };
}

it('what scales the notifiers counts the deliveries that are due, and finds them by an index', async () => {
  const documents = parseAllDocuments(readFileSync(goldenPath(goldens[0]!), 'utf8')).map((each) => each.toJS() as Scaled | null);
  const scaled = documents.flatMap((each) => (each?.kind === 'ScaledObject' ? each.spec.triggers : []));
  const { query } = scaled.find(({ type }) => type === 'postgresql')!.metadata;
  await using database = await freshDatabase();
  await prepareDatabase({ databaseUrl: database.url });
  const sql = openPostgres({ url: database.url, max: 1, name: 'test' });
  await sql`
    insert into delivery (notice, channel, subscriber, id, kind, page, address, state, next_at, created_at, updated_at)
    select gen_random_uuid(), 'email', gen_random_uuid(), gen_random_uuid(), 'notice', gen_random_uuid(), 'a@example.com', state, next_at, now(), now()
    from (values ('pending', now() - interval '1 s'), ('unknown', now() - interval '1 s'), ('pending', now() + interval '1 h'),
      ('delivered', null), ('dead', null)) as rows (state, next_at)`;
  const [row] = await sql.unsafe<{ count: string }[]>(query);
  expect(Number(row!.count)).toBe(2);
  await sql`set enable_seqscan = off`;
  const plan = await sql.unsafe(`explain ${query}`);
  expect(JSON.stringify(plan)).toMatch(/delivery_(oldest|due)/);
  await sql.end();
});
