import { fileURLToPath } from 'node:url';
import { migrate } from '@pharos/core/outside/migrate';
import type { Sql } from '@pharos/core/outside/postgres';
import { raiseTenantWall } from './tenant-wall.ts';

/** The region's tables: migration set `region`. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** Brings the region's tables to this version, and the wall between tenants with them; answers what ran. */
export async function migrateRegion(sql: Sql): Promise<string[]> {
  const ran = await migrate(sql, 'region', migrationsFolder);
  await raiseTenantWall(sql);
  return ran;
}
