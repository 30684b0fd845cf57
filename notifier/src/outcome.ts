/**
 * What came of one call to a provider, in the only words the rest of the notifier knows.
 *
 *   recipient   this address will never take it: suppress, and ask nobody else
 *   message     this message is refused, whoever sends it: our mistake, to a human
 *   account     the provider does not serve us: elsewhere, now, and leave it in peace
 *   transient   it is ill, and nothing was sent: again, and elsewhere
 *   throttled   it is well, and we are too fast
 *   route       this provider cannot reach this number: elsewhere, and nothing said of its health
 *   refused     it refuses with a code that we do not know: the fault may be the account's and not the message's, so the other is asked
 *   unknown     perhaps accepted: the answer was lost
 */
export type FailureClass = 'recipient' | 'message' | 'account' | 'transient' | 'throttled' | 'route' | 'refused' | 'unknown';

export interface Accepted {
  kind: 'accepted';
  messageId: string;
  /** This address has had all it takes for now, and says when it takes more. */
  restMs?: number;
}

export type Outcome = Accepted | Failure;

export interface Failure {
  kind: 'failed';
  class: FailureClass;
  /** As the provider says it, for people. */
  code: string;
  /** Not again before; from Retry-After and its like. */
  retryAfterMs?: number;
  /** Set when the address itself is at fault, and why. */
  suppress?: string;
  /** The other side answered, and refused this one: it is not ill, whatever becomes of the delivery. */
  isOneRefusal?: boolean;
  /** Throttled, and not this address alone: whoever serves it says so of all that we send there. */
  isOfAll?: boolean;
  /** Neither the code nor the status is in our tables. */
  isUnclassified?: boolean;
}

export function failure(kind: FailureClass, code: string, more: Partial<Failure> = {}): Failure {
  return { kind: 'failed', class: kind, code, ...more };
}
