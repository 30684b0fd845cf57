import { z } from 'zod';

/**
 * Where somebody is in the journey of a Change, in the words of the W3C (Trace Context): `00-<trace>-<span>-<flags>`. It travels with the
 * Change, through logs, buses and tables, as this text.
 */
export type TraceContext = string;

/** One stretch of a journey. Who began it ends it; whoever goes on with what came of it hands on `context`. */
export interface Span {
  /** 32 hexadecimal digits, the same for the whole journey. */
  traceId: string;
  /** Undefined where nobody keeps this trace: then nothing travels, and nobody behind it is asked for spans. */
  context: TraceContext | undefined;
  set(attributes: SpanAttributes): void;
  /** `fault`: a word of ours for what went wrong, never a text of somebody else. */
  end(fault?: string): void;
}

/** Never an address, a text or a name that somebody wrote: spans go to whoever keeps them. */
export type SpanAttributes = Partial<Record<SpanAttribute, string | number>>;
export type SpanAttribute =
  | 'pharos.page'
  /** Its place in the log: `<origin>:<sequence>`. */
  | 'pharos.change'
  /** What was asked, as `post-update`. */
  | 'pharos.verb'
  /** From which region it came. */
  | 'pharos.from'
  /** The update that is told of. */
  | 'pharos.notice'
  | 'pharos.delivery'
  | 'pharos.provider'
  | 'pharos.outcome'
  | 'pharos.attempt'
  | 'pharos.deliveries'
  | 'pharos.readers'
  | 'http.request.method'
  | 'http.route'
  | 'http.response.status_code';

export interface SpanOptions {
  kind?: 'server' | 'client' | 'producer' | 'consumer';
  /** When it began, in milliseconds of the wall clock; now, where nothing is said. */
  startedAt?: number;
  attributes?: SpanAttributes;
}

/** The spans of one role. Nobody ever waits for it: what cannot be handed to a collector in time is dropped, and counted. */
export interface Traces extends AsyncDisposable {
  /** A journey begins here, or goes on from what a caller said. */
  begin(name: string, context: TraceContext | undefined, options?: SpanOptions): Span;
  /** Undefined where nothing travelled with it: no journey begins in its middle. */
  follow(name: string, context: TraceContext | undefined, options?: SpanOptions): Span | undefined;
}

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
// A later version of the standard may add to it behind the flags, and only there.
const laterForm = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
// Longer than any version that there is; whatever is longer is not looked at.
const headerMax = 256;

export interface ParsedContext {
  traceId: string;
  spanId: string;
  isSampled: boolean;
}

/** What a caller sent as `traceparent`; undefined where the standard says to pass over it. */
export function parseTraceparent(header: string | null | undefined): ParsedContext | undefined {
  if (header === null || header === undefined || header.length > headerMax) return undefined;
  const [, traceId, spanId, flags] = (header.startsWith('00') ? form : laterForm).exec(header) ?? [];
  if (traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId!)) return undefined;
  return { traceId, spanId: spanId!, isSampled: (Number.parseInt(flags!, 16) & 1) === 1 };
}

export function traceContext({ traceId, spanId, isSampled }: ParsedContext): TraceContext {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/** Of what travels with a Change: none is no fault, and a wrong one is none. */
export const TravellingContext = z
  .string()
  .refine((text) => parseTraceparent(text) !== undefined)
  .optional()
  .catch(undefined);

/** The same without a schema, for the hot path. */
export function travelling(value: unknown): TraceContext | undefined {
  return typeof value === 'string' && parseTraceparent(value) !== undefined ? value : undefined;
}
