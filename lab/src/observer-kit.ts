import { systemClock } from '@pharos/core/clock';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { systemRandom } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';

/** The lab as a writer and reader of a region: it says nothing in the region's logs. */
export function observerKit(region: string, regionNumber: number): Kit {
  return {
    role: 'lab',
    region,
    regionNumber,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics({ role: 'lab', region }),
  };
}
