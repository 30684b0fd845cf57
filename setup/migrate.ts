import { postgresConfig } from '@pharos/core/config';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { inOneLine } from '@pharos/core/process';
import { migrateRegion } from '@pharos/region/migrations';
import { notifierMigrations } from '@pharos/notifier/role';

export const migrateConfig = { DATABASE_URL: postgresConfig.DATABASE_URL };

/** What every process does at its start, as a step of its own: before a roll-out, by somebody who watches. */
export async function migrateAll({ DATABASE_URL }: { DATABASE_URL: string }): Promise<number> {
  const sql = openPostgres({ url: DATABASE_URL, max: 1, name: 'pharos migrate' });
  try {
    const sets = [['notifier', () => migrate(sql, 'notifier', notifierMigrations)] as const, ['region', () => migrateRegion(sql)] as const];
    for (const [set, run] of sets) {
      const ran = await run();
      process.stdout.write(ran.length > 0 ? `${set}: ${ran.join(', ')}\n` : `${set}: nothing to do\n`);
    }
    return 0;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('unavailable', `the database was left as it was: ${inOneLine(error) ?? (error as Error).message}`, { cause: error });
  } finally {
    await sql.end({ timeout: 1 });
  }
}
