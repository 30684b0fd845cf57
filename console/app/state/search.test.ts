import { expect, it } from 'vitest';
import { found, type Entry } from './search.ts';

const entry = (label: string, kind = 'Component'): Entry => ({ id: label, kind, label, to: { page: 'p', screen: 'now' } });
const labels = (entries: Entry[]) => entries.map(({ label }) => label);

it('puts what begins so before what holds it, and leaves out what does not', () => {
  const all = [entry('Old API'), entry('Capital'), entry('Payments'), entry('API')];
  expect(labels(found(all, 'api'))).toEqual(['API', 'Old API', 'Capital']);
});

it('every word has to be there, in any order, the kind counts too', () => {
  const all = [entry('Card payments', 'Incident'), entry('Payments by card', 'Maintenance'), entry('Cards', 'Incident')];
  expect(labels(found(all, 'pay card'))).toEqual(['Card payments', 'Payments by card']);
  expect(labels(found(all, 'incident'))).toEqual(['Card payments', 'Cards']);
});

it('shows no more than one sees at once, also of a thousand', () => {
  const all = Array.from({ length: 1_000 }, (_, at) => entry(`Component ${at}`));
  expect(found(all, '')).toHaveLength(9);
  expect(found(all, 'component 99')[0]!.label).toBe('Component 99');
});
