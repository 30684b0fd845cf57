import { impacts, worstComponentStatus, type ComponentStatus, type Impact } from '@pharos/core/severity';
import { z } from 'zod';

/** An impact that people say, or that follows from what is said of components. */
export const AskedImpact = z.enum([...impacts, 'computed']);
export type AskedImpact = z.infer<typeof AskedImpact>;

const impactOfWorst: Record<ComponentStatus, Impact> = {
  operational: 'none',
  under_maintenance: 'none',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
};

/** What the worst of these statuses makes of an incident; none: nothing. */
export function computedImpact(statuses: Iterable<ComponentStatus>): Impact {
  return impactOfWorst[worstComponentStatus(statuses)];
}
