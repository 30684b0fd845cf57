import { hourMs, type Policy } from '../policy.ts';

const second = 1_000;
const minute = 60 * second;

/** Rooms of chat services. What is said there is read at once, or scrolled past: half a day later it only confuses. */
export const chatPolicy: Policy = {
  patienceMs: 12 * hourMs,
  // A service that is ill is back in minutes; one room's own trouble is asked about now and then.
  waitsMs: [second, 5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, hourMs],
  endsWithWaits: false,
  isCallTheQuestion: false, // the service stands between: its refusal asks nobody
  isKnownById: false, // none of them knows a message again
  goesTo: 'receivers',
  isTold: () => true,
};
