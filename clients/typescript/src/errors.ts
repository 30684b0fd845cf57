/** What the API said to a request that it did not fulfil (RFC 9457). */
export class PharosError extends Error {
  readonly status: number;
  /** One of a few words, such as `conflict`: what a program decides by. */
  readonly code: string;
  /** What is wrong with single fields. */
  readonly fields: { path: string; message: string }[];
  /** Quote it to whoever runs the installation. */
  readonly trace: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** It may have been done: sent again under the same key, it is done once. */
  readonly isUncertain: boolean;
  /** APIs of other regions, where this one cannot do it. */
  readonly elsewhere: string[];

  constructor(status: number, said: unknown, retryAfterMs?: number) {
    const { detail, title, code, fields, trace, outcome, elsewhere } = (typeof said === 'object' && said !== null ? said : {}) as Record<
      string,
      unknown
    >;
    super(typeof detail === 'string' ? detail : typeof title === 'string' ? title : `the API answered ${status}`);
    this.name = 'PharosError';
    this.status = status;
    this.code = typeof code === 'string' ? code : 'unknown';
    this.fields = Array.isArray(fields) ? (fields as { path: string; message: string }[]) : [];
    this.trace = typeof trace === 'string' ? trace : undefined;
    this.retryAfterMs = retryAfterMs;
    this.isUncertain = outcome === 'unknown';
    this.elsewhere = Array.isArray(elsewhere) ? elsewhere.filter((each) => typeof each === 'string') : [];
  }
}

/** No region answered, however often it was asked. What was sent may have been done: send it again under the same `key`. */
export class NoRegionAnswers extends Error {
  /** Under which it was sent. */
  readonly key: string | undefined;
  constructor(key: string | undefined, cause: unknown) {
    super('no region answers', { cause });
    this.name = 'NoRegionAnswers';
    this.key = key;
  }
}
