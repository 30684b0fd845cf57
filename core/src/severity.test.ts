import { describe, expect, it } from 'vitest';
import { pageStatus, worstComponentStatus, worstImpact, worstIncidentStatus, type ComponentStatus } from './severity.ts';

const [fine, care, slow, part, down]: ComponentStatus[] = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
];

describe('the line at the top of a page', () => {
  it.each<[ComponentStatus[], string, string]>([
    [[], 'none', 'All Systems Operational'],
    [[fine!, fine!], 'none', 'All Systems Operational'],
    [[fine!, care!], 'maintenance', 'Service Under Maintenance'],
    [[fine!, slow!], 'minor', 'Partially Degraded Service'],
    [[slow!, slow!], 'minor', 'Degraded System Service'],
    [[fine!, part!], 'minor', 'Minor Service Outage'],
    [[part!, part!], 'major', 'Partial System Outage'],
    [[fine!, down!], 'major', 'Partial System Outage'],
    [[down!, down!], 'critical', 'Major System Outage'],
  ])('%j: %s, %s', (statuses, indicator, description) => {
    expect(pageStatus(statuses)).toEqual({ indicator, description });
  });
});

it('the worst of several is shown', () => {
  expect(worstComponentStatus([fine!, down!, slow!])).toBe(down);
  expect(worstImpact(['minor', 'critical', 'none'])).toBe('critical');
  expect(worstIncidentStatus(['resolved', 'identified'])).toBe('identified');
});
