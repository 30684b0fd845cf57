import { hourMs, receiverWaitsMs, type Policy } from '../policy.ts';

export const webhookPolicy: Policy = {
  patienceMs: 36 * hourMs,
  waitsMs: receiverWaitsMs,
  endsWithWaits: true,
  isCallTheQuestion: true,
  isKnownById: true,
  goesTo: 'receivers',
  isTold: () => true,
};
