import { expect, it } from 'vitest';
import { pageScreens, readPlace, teamScreens, writePlace, type Place } from './place.ts';

it('reads each place that it writes', () => {
  const places: Place[] = [
    { page: undefined, screen: 'now' },
    { page: 'p', screen: 'new' },
    { page: 'p', screen: 'start' },
    { page: 'p', screen: 'incident', thing: 'i' },
    { page: 'p', screen: 'maintenance', thing: 'new-2026-03-01' },
    ...[...pageScreens, ...teamScreens].map((screen) => ({ page: 'p', screen })),
  ];
  for (const place of places) expect(readPlace(writePlace(place))).toEqual(place);
  expect(readPlace('/console/sign-in')).toEqual(places[0]);
  expect(readPlace('/console/p/nonsense')).toEqual({ page: 'p', screen: 'now' });
});
