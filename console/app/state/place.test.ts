import { expect, it } from 'vitest';
import { readPlace, writePlace, type Place } from './place.ts';

it('reads each place that it writes', () => {
  const places: Place[] = [
    { page: undefined, screen: 'now', incident: undefined },
    { page: 'p', screen: 'now', incident: undefined },
    { page: 'p', screen: 'new', incident: undefined },
    { page: 'p', screen: 'components', incident: undefined },
    { page: 'p', screen: 'incident', incident: 'i' },
  ];
  for (const place of places) expect(readPlace(writePlace(place))).toEqual(place);
  expect(readPlace('/console/sign-in')).toEqual(places[0]);
  expect(readPlace('/console/p/nonsense')).toEqual(places[1]);
});
