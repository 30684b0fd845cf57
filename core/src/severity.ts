import { z } from 'zod';

// Each list runs from best to worst: the position is the severity.
export const componentStatuses = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'] as const;
export const ComponentStatus = z.enum(componentStatuses);
export type ComponentStatus = z.infer<typeof ComponentStatus>;

export const impacts = ['none', 'minor', 'major', 'critical'] as const;
export const Impact = z.enum(impacts);
export type Impact = z.infer<typeof Impact>;

/** From worst to best, as an incident runs: the worst of several is the earliest. */
export const incidentStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export const IncidentStatus = z.enum(incidentStatuses);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

export const maintenanceStatuses = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;
export const MaintenanceStatus = z.enum(maintenanceStatuses);
export type MaintenanceStatus = z.infer<typeof MaintenanceStatus>;

export const indicators = ['none', 'maintenance', 'minor', 'major', 'critical'] as const;
export const Indicator = z.enum(indicators);
export type Indicator = z.infer<typeof Indicator>;

export function worstComponentStatus(statuses: Iterable<ComponentStatus>): ComponentStatus {
  return last(componentStatuses, statuses);
}

export function worstImpact(of: Iterable<Impact>): Impact {
  return last(impacts, of);
}

/** The least finished one: when two people disagree, nothing turns green silently. */
export function worstIncidentStatus(of: Iterable<IncidentStatus>): IncidentStatus {
  let worst = incidentStatuses.length - 1;
  for (const status of of) worst = Math.min(worst, incidentStatuses.indexOf(status));
  return incidentStatuses[worst]!;
}

export interface PageStatus {
  indicator: Indicator;
  description: string;
}

/** The one line at the top of a page, in the words people know. */
export function pageStatus(statuses: ComponentStatus[]): PageStatus {
  const count = (status: ComponentStatus) => statuses.filter((each) => each === status).length;
  const all = (status: ComponentStatus) => statuses.length > 0 && count(status) === statuses.length;
  if (all('major_outage')) return { indicator: 'critical', description: 'Major System Outage' };
  if (count('major_outage') > 0 || all('partial_outage')) return { indicator: 'major', description: 'Partial System Outage' };
  if (count('partial_outage') > 0) return { indicator: 'minor', description: 'Minor Service Outage' };
  if (all('degraded_performance')) return { indicator: 'minor', description: 'Degraded System Service' };
  if (count('degraded_performance') > 0) return { indicator: 'minor', description: 'Partially Degraded Service' };
  if (count('under_maintenance') > 0) return { indicator: 'maintenance', description: 'Service Under Maintenance' };
  return { indicator: 'none', description: 'All Systems Operational' };
}

function last<T extends string>(order: readonly T[], of: Iterable<T>): T {
  let worst = 0;
  for (const each of of) worst = Math.max(worst, order.indexOf(each));
  return order[worst]!;
}
