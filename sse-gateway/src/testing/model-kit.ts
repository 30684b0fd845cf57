import type { Clock } from '@pharos/core/clock';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { seededRandom } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';

/** A gateway's kit in which nothing happens by chance. */
export function modelKit(clock: Clock, regionNumber = 1): Kit {
  const region = `r${regionNumber}`;
  const metrics = createMetrics({ role: 'gateway', region });
  return { role: 'gateway', region, regionNumber, clock, random: seededRandom(regionNumber), log: silentLog, metrics };
}
