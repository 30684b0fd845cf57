import { fileURLToPath } from 'node:url';
import { systemClock } from '@pharos/core/clock';
import type { PageEvent } from '@pharos/resources/fact';
import { newId } from '@pharos/core/id';
import type { Sql } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { testKit } from '@pharos/core/testing/kit';
import { encodeVersion, type Version } from '@pharos/core/version';
import type { Patch } from '@pharos/resources/view';

export const regionMigrations: [name: string, folder: string] = [
  'region',
  fileURLToPath(new URL('../../region/migrations', import.meta.url)),
];
export const regionDatabase = () => freshDatabase([regionMigrations]);

export function kitOf(region: string): Kit {
  return testKit({ role: 'gateway', region, clock: systemClock, random: systemRandom });
}

export async function createPage(sql: Sql, page = newId()): Promise<string> {
  const times = { created_at: new Date(), updated_at: new Date() };
  await sql`insert into page ${sql({ id: page, name: 'Test', slug: page, wanted_slug: page, time_zone: 'UTC', ...times })}`;
  await sql`insert into page_version ${sql({ page, version: sql.json({ 7: 1 }) as never, local_id: 1 })}`;
  const nothing = { facts: sql.json([]), patch: sql.json({ components: [], incidents: [], maintenances: [], removed: [] }) };
  const at = { version: encodeVersion({ 7: 1 }), at: new Date() };
  await sql`insert into page_event ${sql({ page, local_id: 1, origin: 7, seq: 1, ...at, ...nothing } as never)}`;
  return page;
}

/** Commits one event of a page as the relay does, and answers what it would tell the bus. */
export function commitEvent(
  sql: Sql,
  page: string,
  origin: number,
  words: string,
  patch?: Partial<Patch>,
  facts: PageEvent['facts'] = [{ type: 'page-changed' }],
): Promise<PageEvent> {
  return sql.begin<PageEvent>(async (tx) => {
    const [row] = await tx<{ version: Version; local_id: number }[]>`
      select version, local_id from page_version where page = ${page} for update`;
    const before = row!.version;
    const seq = (before[origin] ?? 0) + 3; // other pages' changes lie between: sequences are not dense per page
    const after = { ...before, [origin]: seq };
    const event: PageEvent = {
      page,
      origin,
      seq,
      version: encodeVersion(after),
      prev: encodeVersion(before),
      at: new Date().toISOString(),
      facts,
      patch: {
        page: { id: page, name: words, slug: 'test', timeZone: 'UTC' },
        components: [],
        incidents: [],
        maintenances: [],
        removed: [],
        ...patch,
      },
    };
    await tx`update page_version set version = ${tx.json(after)}, local_id = local_id + 1 where page = ${page}`;
    await tx`insert into page_event ${tx({
      page,
      local_id: row!.local_id + 1,
      origin,
      seq,
      version: event.version,
      at: event.at,
      facts: tx.json(event.facts as never),
      patch: tx.json(event.patch as never),
    })}`;
    return event;
  });
}
