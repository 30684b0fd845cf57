import type { HttpRequest } from '../door/http-request.ts';
import type { Movable } from './movable.ts';

/** A connection that has asked for something and waits for its answer. Numbers are never used twice. */
export type Connection = number;

export interface EngineHandlers {
  /** `engine`: who asks, and is to be given the one answer. */
  onRequest(connection: Connection, request: HttpRequest, address: string, engine: Answering): void;
  /** A reader has left: told exactly once for each `admit`, with what was given there. */
  onLeft(topic: number, tag: number): void;
  /** A connection left before it was answered or admitted. */
  onAbandoned(connection: Connection): void;
  /** Everybody on a topic who can read has what was committed at `at`. */
  onPassed(at: number, readers: number): void;
}

export interface EngineStats {
  connections: number;
  readers: number;
  blocked: number;
  resets: number;
  dropped: number;
  merged: number;
  /** Came when there were too many sockets, and were told so. */
  turnedAway: number;
  /** Readers of each thread. */
  threads: number[];
}

/** Takes what somebody who asked is given: exactly one of the two. */
export interface Answering {
  /** Sends `head`, then every frame published to the topic from now on. */
  admit(connection: Connection, topic: number, tag: number, head: Uint8Array): void;
  /** Sends all of it and closes. */
  answer(connection: Connection, bytes: Uint8Array): void;
}

/**
 * Holds the sockets. It knows bytes and topics, and nothing of pages: who may listen, and from where, is decided by
 * whoever answers `onRequest`, with exactly one of `admit` and `answer`.
 * What is asked for is done in order: a reader admitted after a publish gets what is published later, and only that.
 */
export interface Engine extends Answering, AsyncDisposable {
  port: number;
  /** `reset` is for those who have fallen past the ring; `at` says when what the frame tells was committed. */
  publish(topic: number, frame: Uint8Array, reset: Uint8Array, at?: number): void;
  /** Sends each of up to `most` readers a last word and closes it; answers how many there were. */
  shed(most: number, lastWord: () => Uint8Array): Promise<number>;
  /** The same for at most so many readers of one topic, the last to come first. */
  shedFrom(topic: number, most: number, lastWord: () => Uint8Array): number;
  /** The same for all readers of one topic who were admitted under one of these. */
  shedTagged(topic: number, tags: ReadonlySet<number>, lastWord: () => Uint8Array): void;
  /** New connections are refused from now on. */
  stopListening(): Promise<void>;
  stats(): EngineStats;
  /** There when its sockets can go to another process. */
  movable?: Movable;
}

/** `auto`: `linux` where it runs, else `portable`. */
export type EngineName = 'auto' | 'portable' | 'linux';

export type CreateEngine = (options: EngineOptions) => Promise<Engine>;

export interface EngineOptions {
  host: string;
  port: number;
  /** A socket that listens already, from the gateway before: for an engine that is movable. */
  listener?: number | undefined;
  handlers: EngineHandlers;
  /** Beyond this many sockets new ones are sent away: descriptors are kept in reserve for the bus and the database. */
  connectionsMax: number;
  /** What those are told; asked for several times, so that they do not come back together. */
  fullAnswer(): Uint8Array;
  /** All come from a proxy of ours, which has one address: it looks itself at who connects and says nothing. */
  isBehindProxy?: boolean;
  /** Headers beyond the usual that `onRequest` looks at. */
  keepHeaders?: string[];
  /** Shorter than usual, for tests. */
  headTimeoutMs?: number;
  stallMs?: number;
}

// The bytes below are the bound; of small frames so many: at two hundred changes a second a reader may sleep for twenty seconds
// before it must take the View again.
export const ringFramesMax = 4_096;
export const ringBytesMax = 1_048_576;
// ~1 ms of sending: accepts, quiet pages and the next event wait no longer behind a page with 100K readers.
export const sliceSends = 128;
// A head takes one round trip; who needs longer is slow on purpose.
export const headTimeoutMs = 5_000;
// A reader that takes nothing for this long has gone without saying so.
export const stallMs = 30_000;
// So many beyond the limit are heard out before they are sent away; those after them are told, and closed at once. Taken from the
// descriptors that are kept for other things (256): few, and for a moment.
export const awayMax = 64;
// Last words of this many kinds: enough that those closed together do not come back together.
export const wordsMax = 64;
// Small, so that the kernel holds little for those who do not read (its own limit is megabytes each).
export const sendBufferBytes = 65_536;
