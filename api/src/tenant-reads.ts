import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql } from '@pharos/core/outside/postgres';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { sending } from '@pharos/core/outside/sending';
import { tenantSetting } from '@pharos/region/tenant-wall';

const reading = new AsyncLocalStorage<string>();

/** From here on, whatever this request reads is read for this organisation. Null: for the installation, which sees all. */
export function readingFor<T>(organisation: string | null, work: () => Promise<T>): Promise<T> {
  return organisation === null ? work() : reading.run(organisation, work);
}

/** For which organisation that is; undefined: for visitors, or for the installation. */
export function organisationReading(): string | undefined {
  return reading.getStore();
}

/**
 * The way to what is read: for a request of an organisation, over connections whose role sees its rows alone; for visitors and the
 * installation itself, over the others. A route cannot forget it. Each of these connections is one request's at a time: for whom it
 * reads is said before anything else is asked, in the same packet.
 */
export function walled(reads: PostgresDoor, tenantReads: PostgresDoor): PostgresDoor {
  return (work) => {
    const organisation = reading.getStore();
    if (organisation === undefined) return reads(work);
    return tenantReads(async (sql, isGivenUp) => {
      const connection = await sql.reserve();
      try {
        // Should the first fail, the answer of the second is thrown away with it.
        const said = sending(connection`select set_config(${tenantSetting}, ${organisation}, false)`);
        const [, found] = await Promise.all([said, work(connection as unknown as Sql, isGivenUp)]);
        return found;
      } finally {
        connection.release();
      }
    });
  };
}
