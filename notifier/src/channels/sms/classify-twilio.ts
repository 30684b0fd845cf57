import { failure, type Failure, type FailureClass } from '../../outcome.ts';
import { isGatewayStatus } from '../classify-network.ts';

type Row = [kind: FailureClass, suppress?: string];

// At creation. 21610 is somebody who wrote STOP: another provider would break the law.
const created: Record<number, Row> = {
  21211: ['recipient', 'invalid-number'],
  21614: ['recipient', 'not-mobile'],
  21217: ['recipient', 'invalid-number'],
  21610: ['recipient', 'stop'],
  21408: ['recipient'], // we do not serve that country: nothing wrong with the address
  21612: ['route'],
  21606: ['route'], // this sender cannot write to that country
  21608: ['route'], // a trial account, and a number that is not its own
  21611: ['throttled'],
  21602: ['message'],
  21617: ['message'],
  20003: ['account'],
  20404: ['account'], // there is no such account
  21212: ['account'], // the sender is no number
  21603: ['account'],
  21659: ['account'], // the sender is not ours
  21660: ['account'],
  20005: ['account'],
  30002: ['account'],
  20429: ['throttled'],
  20503: ['transient'],
};

/** Twilio answered and refused a message. */
export function classifyTwilio(code: number, status: number): Failure {
  const known = created[code];
  if (known) return failure(known[0], String(code), known[1] ? { suppress: known[1] } : {});
  const told = String(code || status);
  if (isGatewayStatus(status)) return failure('unknown', told);
  if (status === 401 || status === 403) return failure('account', told);
  if (status === 429) return failure('throttled', told);
  return failure(status >= 500 ? 'transient' : 'refused', told, { isUnclassified: status < 500 });
}

// After creation, from the network. Filtered text (30004, 30007, 30034) is not tried elsewhere: it would be filtered there too.
const later: Record<number, Row> = {
  30001: ['throttled'],
  30003: ['route'],
  30008: ['route'],
  30005: ['recipient', 'unknown-number'],
  30006: ['recipient', 'unreachable-line'],
  30004: ['message'],
  30007: ['message'],
  30034: ['message'],
  30450: ['recipient', 'pumping'],
};

/** A message that Twilio accepted and could not deliver. */
export function classifyTwilioLater(code: number): Failure {
  const known = later[code];
  if (!known) return failure('message', String(code), { isUnclassified: true });
  return failure(known[0], String(code), known[1] ? { suppress: known[1] } : {});
}
