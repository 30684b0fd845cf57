import { Version } from '@pharos/core/version';
import { BadDocument } from '@pharos/resources/fold';
import { z } from 'zod';
import type { LogEntry } from '../store/store.ts';

/** What goes over the mesh: everything here comes from strangers and is parsed before it is believed. */

const origin = z.number().int().min(1).max(0xffffffff);
const seq = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const Entry = z.object({
  o: origin,
  s: seq,
  h: z.string().regex(/^[0-9a-f]{32}$/),
  e: z.base64(),
  p: z.uuid().nullable(),
  r: z.boolean().optional(),
});
// A message holds what one relay transaction made, or one answer's worth.
const Entries = z.object({ entries: z.array(Entry).max(2_000), keptFrom: seq.optional() });

export const Heartbeat = z.object({
  region: z.string().min(1).max(32),
  number: z.number().int().min(1).max(63),
  vv: Version,
  /** What its database writes under. Who does not say so cannot read a vector without retired origins. */
  own: origin.optional(),
  /** The sender's wall clock. */
  at: z.number(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

export const FetchRequest = z.object({ origin, from: seq, max: z.number().int().min(1).max(2_000) });
export type FetchRequest = z.infer<typeof FetchRequest>;

// One log message: small enough that a lossy link loses little with it.
const messageBytesMax = 65_536;

/** Entries in order, cut into messages; one that is larger than a message goes alone. */
export function encodeEntries(entries: LogEntry[], bytesMax = messageBytesMax): string[] {
  const messages: string[] = [];
  let parts: string[] = [];
  let size = 0;
  const flush = () => {
    if (parts.length > 0) messages.push(`{"entries":[${parts.join(',')}]}`);
    parts = [];
    size = 0;
  };
  for (const { origin: o, seq: s, hash: h, env, page: p, redacted } of entries) {
    const part = JSON.stringify({ o, s, h, e: Buffer.from(env).toString('base64'), p, r: redacted || undefined });
    if (size + part.length > bytesMax) flush();
    parts.push(part);
    size += part.length;
  }
  flush();
  return messages;
}

/** Throws BadDocument for whatever is not ours. */
export function decodeEntries(data: Uint8Array): { entries: LogEntry[]; keptFrom: number | undefined } {
  const { entries, keptFrom } = parse(Entries, data);
  return {
    entries: entries.map(({ o, s, h, e, p, r }) => ({
      origin: o,
      seq: s,
      hash: h,
      env: Buffer.from(e, 'base64'),
      page: p,
      outbox: null,
      redacted: r ?? false,
    })),
    keptFrom,
  };
}

export function parse<T>(schema: z.ZodType<T>, data: Uint8Array): T {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch (error) {
    throw new BadDocument('truncated', `not JSON: ${(error as Error).message}`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new BadDocument('malformed', `${issue.path.join('.')}: ${issue.message}`);
}
