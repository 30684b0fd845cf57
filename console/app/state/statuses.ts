import type { ComponentStatus, IncidentStatus } from './drafts.ts';

/** In the order in which an incident goes through them. */
export const incidentStatuses: IncidentStatus[] = ['investigating', 'identified', 'monitoring', 'resolved'];

/** From good to bad, and what was planned. */
export const componentStatuses: ComponentStatus[] = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
];
