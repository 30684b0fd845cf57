import { expect, it } from 'vitest';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { pruneRecords } from '../src/mesh/prune-records.ts';
import { migrationsFolder } from '@pharos/region/migrations';

it('what was kept for people to look at goes when it is old, in batches, and what may be taken yet stays', async () => {
  await using database = await freshDatabase([['region', migrationsFolder]]);
  const { sql } = database;
  await sql`
    insert into idempotency_mismatch (doc, field, here, came, origin, seq, at)
    select 'incident:x', 'f', '{}', '{}', 1, n, now() - interval '100 days' from generate_series(1, 5000) n`;
  await sql`insert into idempotency_mismatch (doc, field, here, came, origin, seq) values ('incident:x', 'f', '{}', '{}', 1, 9999)`;
  for (const [reason, doc] of [
    ['damaged', null],
    ['set-aside', null],
    ['pending', 'incident:x'],
  ] as const)
    for (const days of [1, 40])
      await sql`
        insert into quarantine (reason, doc, detail, bytes, at) values (${reason}, ${doc}, '', '', now() - make_interval(days => ${days}))`;
  await sql`
    insert into purged (doc, kind, is_out, at) values ('incident:a', 'incident', true, now() - interval '50 days'),
      ('incident:b', 'incident', false, now() - interval '50 days'), ('incident:c', 'incident', true, now())`;
  let batches = 0;
  while ((await pruneRecords(sql, Date.now())) > 0) batches += 1;
  expect(batches).toBeGreaterThan(2);
  expect(await sql`select 1 from idempotency_mismatch`).toHaveLength(1);
  expect((await sql<{ reason: string }[]>`select reason from quarantine order by id`).map(({ reason }) => reason)).toEqual([
    'damaged',
    'set-aside',
    'set-aside',
    'pending',
    'pending',
  ]);
  expect((await sql<{ doc: string }[]>`select doc from purged order by id`).map(({ doc }) => doc)).toEqual(['incident:b', 'incident:c']);
});
