import { newId } from '@pharos/core/id';
import type { ComponentStatus, IncidentStatus } from '@pharos/core/severity';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { entries, type Fold } from '../fold.ts';
import { Uuid } from '../field-values.ts';
import { IncidentEntry, readIncidentDoc } from './fields.ts';
import { componentsOf, headsOf, seenOf } from './heads.ts';
import { spansOfIncident } from './spans.ts';

const [a, b] = [newId(), newId()];
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
const hourOf = (ms: number | null) => ms && (ms - Date.UTC(2026, 0, 1)) / 3_600_000;

/** An incident as its regions write it: each update knows what its writer had seen. */
function incident(startedAt = at(1)) {
  const fold: Fold = new Map();
  const set = (name: string, value: never, hlc: number) => fold.set(name, { value, hlc, region: 1 });
  for (const [name, value] of Object.entries({ title: 'x', impact: 'major', startedAt, createdAt: at(1) })) set(name, value as never, 1);
  const post = (
    hour: number,
    status: IncidentStatus,
    components: Record<string, ComponentStatus>,
    { seen = fold, region = 1, hlc }: { seen?: Fold; region?: number; hlc?: number } = {},
  ) => {
    const entry = { status, impact: 'major', body: 'x', at: at(hour), seen: seenOf(seen), components };
    fold.set(`u/${newId()}`, { value: entry, hlc: hlc ?? hour * 10 + region, region });
  };
  const delta = { set: (name: string, value: unknown) => set(name, value as never, 999) };
  return { fold, post, ...delta };
}

const told = (fold: Fold) =>
  spansOfIncident(new Map(fold))
    .map(({ component, from, to, status }) => `${component === a ? 'a' : 'b'} ${hourOf(from)}-${hourOf(to) ?? ''} ${status}`)
    .sort();

it('what an incident says of a component holds until another update says something else, or it is resolved', () => {
  const { fold, post, set } = incident();
  post(1, 'investigating', { [a]: 'major_outage' });
  expect(told(fold)).toEqual(['a 1- major_outage']);
  post(2, 'identified', { [b]: 'degraded_performance' });
  post(3, 'identified', { [a]: 'partial_outage', [b]: 'operational' });
  post(4, 'monitoring', {});
  post(6, 'resolved', {});
  expect(told(fold)).toEqual(['a 1-3 major_outage', 'a 3-6 partial_outage', 'b 2-3 degraded_performance']);
  // Opened again, it says what it said.
  post(8, 'investigating', {});
  expect(told(fold)).toEqual(['a 1-3 major_outage', 'a 3-6 partial_outage', 'a 8- partial_outage', 'b 2-3 degraded_performance']);
  set('deleted', true);
  expect(told(fold)).toEqual([]);
  set('deleted', false);
  expect(told(fold)).toHaveLength(4);
});

it('began when it is said to have begun, also where it is filled in when it is over', () => {
  const early = incident(at(0));
  early.post(1, 'investigating', { [a]: 'major_outage' });
  expect(told(early.fold)).toEqual(['a 0- major_outage']);
  const filled = incident(at(0));
  filled.post(5, 'resolved', { [a]: 'major_outage' });
  expect(told(filled.fold)).toEqual(['a 0-5 major_outage']);
  const later = incident(at(9));
  later.post(1, 'investigating', { [a]: 'major_outage' });
  expect(told(later.fold)).toEqual(['a 1- major_outage']);
});

it('ends when it was first said to be over, or when somebody says that it ended', () => {
  const { fold, post, set } = incident();
  post(1, 'investigating', { [a]: 'major_outage' });
  post(3, 'identified', { [b]: 'major_outage' });
  post(5, 'resolved', {});
  post(7, 'resolved', {});
  expect(told(fold)).toEqual(['a 1-5 major_outage', 'b 3-5 major_outage']);
  set('resolvedAt', at(6));
  expect(told(fold)).toEqual(['a 1-6 major_outage', 'b 3-6 major_outage']);
  set('resolvedAt', at(2));
  expect(told(fold)).toEqual(['a 1-2 major_outage']);
});

it('an update that was taken off it says nothing', () => {
  const { fold, post, set } = incident();
  post(1, 'investigating', { [a]: 'partial_outage' });
  post(2, 'identified', { [a]: 'major_outage' });
  const mistaken = [...fold.keys()].at(-1)!;
  post(3, 'identified', { [b]: 'degraded_performance' });
  set(`x/${mistaken.slice(2)}`, { at: at(4) });
  expect(told(fold)).toEqual(['a 1- partial_outage', 'b 3- degraded_performance']);
});

it('clocks of two regions may differ: nothing ends before it began', () => {
  const { fold, post } = incident();
  post(1, 'investigating', { [a]: 'major_outage' });
  post(5, 'identified', { [b]: 'major_outage' });
  post(4, 'resolved', {}, { region: 2, hlc: 60 });
  expect(told(fold)).toEqual(['a 1-5 major_outage']);
});

it('while two are out of touch, the worst of what they say holds', () => {
  const { fold, post } = incident();
  post(1, 'investigating', { [a]: 'partial_outage' });
  const seen = new Map(fold);
  post(2, 'resolved', {}, { seen });
  post(3, 'identified', { [a]: 'major_outage' }, { seen, region: 2 });
  expect(told(fold)).toEqual(['a 1-2 partial_outage', 'a 3- major_outage']);
  post(4, 'resolved', {});
  expect(told(fold)).toEqual(['a 1-2 partial_outage', 'a 3-4 major_outage']);
});

it('in the end it says what the incident says, whatever came before', () => {
  const step = fc.record({
    status: fc.constantFrom('investigating', 'identified', 'resolved') as fc.Arbitrary<IncidentStatus>,
    status1: fc.constantFrom<(ComponentStatus | undefined)[]>(undefined, 'operational', 'partial_outage', 'major_outage'),
    region: fc.integer({ min: 1, max: 3 }),
    isBlind: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
      const { fold, post } = incident();
      let seen = new Map(fold);
      for (const [place, { status, status1, region, isBlind }] of steps.entries()) {
        if (!isBlind) seen = new Map(fold);
        post(place + 1, status, status1 ? { [a]: status1 } : {}, { seen, region });
      }
      const doc = readIncidentDoc(fold)!;
      const updates = entries(IncidentEntry, fold, 'u', Uuid);
      const shown = doc.resolvedAt === null ? (componentsOf(updates, headsOf(updates)).get(a) ?? 'operational') : 'operational';
      const open = spansOfIncident(fold).filter(({ to }) => to === null);
      expect(open.map(({ status }) => status)).toEqual(shown === 'operational' ? [] : [shown]);
      // One after the other, none within another.
      const drawn = spansOfIncident(fold).toSorted((one, other) => one.from - other.from);
      for (const [place, { from }] of drawn.entries()) expect(from).toBeGreaterThanOrEqual(drawn[place - 1]?.to ?? 0);
    }),
  );
});
