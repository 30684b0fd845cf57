import { hourMs, providerWaitsMs, type Policy } from '../policy.ts';

export const smsPolicy: Policy = {
  patienceMs: hourMs, // about an outage, an hour late, it does harm
  waitsMs: providerWaitsMs,
  endsWithWaits: false,
  isCallTheQuestion: false,
  isKnownById: false,
  goesTo: 'providers',
  // It wakes people: only for what begins and what ends.
  isTold: ({ opened, status }) => opened || status === 'resolved' || status === 'in_progress' || status === 'completed',
};
