import type { Version } from '@pharos/core/version';

/** What is answered to whoever asks the same of a page at one version, ready to be sent. */
export interface Answer {
  bytes: Uint8Array;
  etag: string;
  /** The page's version that counts all that it shows. */
  version: Version;
  /** Anybody may have it: the page was public at that version. */
  isPublic: boolean;
}

/** As it was read. What shows something that no version counts yet is answered once, and not kept. */
export interface Loaded extends Answer {
  isCounted: boolean;
}

/** From this process, from the region's cache, or from the database. */
export type From = 'HIT-L1' | 'HIT-L2' | 'MISS';

export interface Found {
  from: From;
  answer: Answer;
}

export interface Asked {
  page: string;
  /** What is asked of it. */
  name: string;
  /** Reads it from the database. Undefined: there is no such page. */
  load(): Promise<Loaded | undefined>;
  /** Nothing older will do; unless that is all there is. */
  atLeast?: Version | undefined;
}
