/** What the main thread asks of an engine thread, in order. */
export type Command =
  | { do: 'admit'; connection: number; channel: number; tag: number; head: Uint8Array }
  | { do: 'answer'; connection: number; bytes: Uint8Array }
  | { do: 'publish'; channel: number; frame: Uint8Array; reset: Uint8Array; at: number | undefined }
  | { do: 'shed'; most: number; words: Uint8Array[] }
  | { do: 'stop-listening' }
  | { do: 'close' };

/** What an engine thread tells, once for each turn of its loop. */
export interface Report {
  requests: {
    connection: number;
    method: 'GET' | 'HEAD' | 'OPTIONS';
    path: string;
    query: string;
    headers: [string, string][];
    address: string;
  }[];
  left: { channel: number; tag: number }[];
  abandoned: number[];
  passed: { at: number; readers: number }[];
}

export interface ThreadData {
  listener: number;
  wake: number;
  epoll: number;
  connectionsMax: number;
  hasOwnDescriptors: boolean;
  /** Headers somebody looks at: the others stay here. */
  headers: string[];
  /** Float64: connections, readers, blocked, resets, dropped, merged. */
  stats: SharedArrayBuffer;
}

export const statNames = ['connections', 'readers', 'blocked', 'resets', 'dropped', 'merged'] as const;
