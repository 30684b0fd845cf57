import { componentStatuses, pageStatus } from '@pharos/core/severity';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { component, emptyView, incident, withComponents } from '../../test/sample.ts';
import { words } from '../words/en.ts';
import { overallOf, troubledParts } from './overall.ts';

it('says in its own words what the View says of its components', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...componentStatuses), { minLength: 1, maxLength: 6 }), (statuses) => {
      const view = withComponents(
        emptyView(),
        statuses.map((status, at) => component(`c${at}`, status)),
      );
      expect(words.overall[overallOf(view).overall]).toBe(pageStatus(statuses).description);
    }),
  );
});

it('is the worst of components and open incidents, and says nothing is well while somebody reports trouble', () => {
  const green = withComponents(emptyView(), [component('One')]);
  expect(overallOf({ ...green, incidents: [incident('Down', { impact: 'critical' })] })).toEqual({ overall: 'trouble', tone: 'critical' });
  expect(overallOf({ ...green, incidents: [incident('Odd', { impact: 'none' })] })).toEqual({ overall: 'trouble', tone: 'minor' });
  expect(overallOf({ ...green, incidents: [incident('Over', { status: 'resolved', impact: 'critical' })] }).tone).toBe('good');
  const partly = withComponents(emptyView(), [component('One'), component('Two', 'partial_outage')]);
  expect(overallOf({ ...partly, incidents: [incident('Down', { impact: 'major' })] })).toEqual({ overall: 'someOutage', tone: 'major' });
  expect(overallOf(emptyView()).overall).toBe('nothingReported');
});

it('names what is not well, the worst first', () => {
  const view = withComponents(emptyView(), [
    component('Slow', 'degraded_performance'),
    component('Well'),
    component('Down', 'major_outage'),
    component('Partly', 'partial_outage'),
  ]);
  expect(troubledParts(view).map(({ name }) => name)).toEqual(['Down', 'Partly', 'Slow']);
});
