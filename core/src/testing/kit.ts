import { silentLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { seededRandom } from '../random.ts';
import type { Kit } from '../role.ts';

/** A kit that says nothing and in which nothing happens by chance; what a test is about it says itself. */
export function testKit({
  role = 'test',
  regionNumber = 1,
  region = `r${regionNumber}`,
  ...given
}: Partial<Kit> & Pick<Kit, 'clock'>): Kit {
  return {
    role,
    region,
    regionNumber,
    random: seededRandom(regionNumber),
    log: silentLog,
    metrics: createMetrics({ role, region }),
    ...given,
  };
}
