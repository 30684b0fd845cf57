/** What may be lost: copies of what Postgres knows. Every entry ends by itself, so that nothing grows for ever. */
export interface Cache extends AsyncDisposable {
  get(key: string): Promise<Uint8Array | undefined>;
  set(key: string, value: Uint8Array | string, options: { ttlMs: number }): Promise<void>;
  delete(key: string): Promise<void>;
  /** Appends to a list and forgets its oldest beyond `max`; the list ends `ttlMs` after the last append. */
  append(list: string, value: Uint8Array | string, options: { max: number; ttlMs: number }): Promise<void>;
  /** The whole list, oldest first. */
  list(list: string): Promise<Uint8Array[]>;
  /** Undefined when it answers, otherwise what is wrong. */
  check(): Promise<string | undefined>;
}
