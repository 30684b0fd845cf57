import { hourMs, providerWaitsMs, type Policy } from '../policy.ts';

export const emailPolicy: Policy = {
  patienceMs: 24 * hourMs, // still worth having the next morning
  waitsMs: providerWaitsMs,
  endsWithWaits: false,
  isCallTheQuestion: false,
  isKnownById: false,
  goesTo: 'providers',
  isTold: () => true,
};
