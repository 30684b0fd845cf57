import type { HttpRequest } from '../door/http-request.ts';
import type { LetGo, LetGoGuest, LetGoReader } from './movable.ts';

/** One that has not been admitted yet, or is being closed. */
export interface Guest {
  fd: number;
  connection: number;
  state: 'asking' | 'waiting' | 'closing';
  /** What it has sent so far. */
  head: Buffer;
  address: string;
  deadline: number;
  /** What is still to be sent before the close. */
  out: Uint8Array;
  /** Beyond the limit of sockets: it is told so, whatever it asks. */
  isAway: boolean;
}

/** What the main thread asks of an engine thread, in order. */
export type Command =
  | { do: 'admit'; connection: number; topic: number; tag: number; head: Uint8Array }
  | { do: 'answer'; connection: number; bytes: Uint8Array }
  | { do: 'publish'; topic: number; frame: Uint8Array; reset: Uint8Array; at: number | undefined }
  | { do: 'shed'; most: number; words: Uint8Array[]; topic?: number; tags?: ReadonlySet<number> }
  | { do: 'stop-listening' }
  | { do: 'let-go' }
  | { do: 'adopt'; reader: Omit<LetGoReader, 'ahead' | 'isCut'> & { ahead: Uint8Array } }
  | { do: 'adopt-guest'; guest: LetGoGuest; lastWord?: Uint8Array }
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
  left: { topic: number; tag: number }[];
  abandoned: number[];
  passed: { at: number; readers: number }[];
  letGo?: LetGo;
}

export interface ThreadData {
  listener: number;
  wake: number;
  /** Of all who wait at the same listener. */
  wakes: number[];
  epoll: number;
  connectionsMax: number;
  /** Int32: sockets of all threads that share this limit, and how many of these threads have started. */
  held: SharedArrayBuffer;
  /** How many threads share it. */
  sharers: number;
  isBehindProxy: boolean;
  /** What those beyond it are told, in some kinds. */
  fullAnswers: Uint8Array[];
  headTimeoutMs: number;
  stallMs: number;
  /** Headers somebody looks at: the others stay here. */
  headers: string[];
  /** Float64, as `statNames` has them. */
  stats: SharedArrayBuffer;
}

/** What the main thread needs to know of a request; only headers that somebody looks at. */
export function question(
  { connection, address }: Guest,
  { method, path, query, headers }: HttpRequest,
  kept: string[],
): Report['requests'][number] {
  const known = kept.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!] as [string, string]] : []));
  return { connection, method, path, query: query.toString(), headers: known, address };
}

export const statNames = ['connections', 'readers', 'blocked', 'resets', 'dropped', 'merged', 'turnedAway'] as const;
export type StatName = (typeof statNames)[number];
