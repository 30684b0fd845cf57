/** What can be expected to go wrong. Everything else is a bug. */
export type ProblemCode =
  | 'invalid' // the request cannot be understood or breaks a rule; sending it again will not help
  | 'unauthorized' // no key, or one we do not know
  | 'forbidden' // a key that may not do this
  | 'not-found'
  | 'method' // an address that is asked in another way
  | 'not-acceptable' // nothing that could be answered would be taken
  | 'changed' // not as it was when it was read
  | 'gone' // it was there, and was forgotten for good
  | 'conflict' // true, but not together with what is there
  | 'too-large'
  | 'unsupported' // sent in a form that is not understood
  | 'limit' // too many, too fast: try again later
  | 'unavailable'; // something we need is down: try again soon

export const problemStatus: Record<ProblemCode, number> = {
  invalid: 422,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  method: 405,
  'not-acceptable': 406,
  gone: 410,
  changed: 412,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  limit: 429,
  unavailable: 503,
};

export interface ProblemOptions {
  /** Which fields are wrong, and why: for the person who has to mend the request. */
  fields?: { path: string; message: string }[];
  retryAfterMs?: number;
  /** It may have been done all the same: what confirms it was lost. */
  isUncertain?: boolean;
  cause?: unknown;
}

/** An expected failure: the API turns it into problem+json, the courier into a retry, the bus into a refusal. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly fields: { path: string; message: string }[];
  readonly retryAfterMs: number | undefined;
  readonly isUncertain: boolean;

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfterMs = options.retryAfterMs;
    this.isUncertain = options.isUncertain ?? false;
  }
}
