import { createHash } from 'node:crypto';
import { Fact } from '@pharos/resources/fact';
import { Version, withoutWhole } from '@pharos/core/version';
import { boundedTime, isStorable, storable } from '@pharos/core/value';
import { hlcMax } from '@pharos/core/hlc';
import { travelling, TravellingContext, type TraceContext } from '@pharos/core/traces';
import { Uuid } from '@pharos/resources/field-values';
import type { BroughtPoints } from '@pharos/resources/metric/brought';
import { TellingMode } from '@pharos/region/telling/report';
import { BadDocument } from '@pharos/resources/fold';
import { z } from 'zod';
import { documentBytesMax } from './registers.ts';

// One Change touches a page's components at most; twice that leaves room for what a later version may add.
const opsMax = 500;
// One push, with room for what a later version may take.
const pointsMax = 10_000;
const pointMsMax = Date.UTC(2201, 0, 1);
// Room for the largest document in base64, and what is told of it.
export const envelopeBytesMax = 700_000;

const Op = z.looseObject({
  doc: z.string().min(3).max(300).refine(isStorable),
  kind: z.string().min(1).max(40).refine(isStorable),
  page: Uuid.nullable(),
  /** The delta, base64. Without it the payload was purged. */
  u: z
    .base64()
    .max(documentBytesMax * 2)
    .optional(),
  /** The document is to be forgotten everywhere, for good. */
  purge: z.boolean().optional(),
  /** What was measured, of a metric: [milliseconds, value]. A version that does not know it passes it on, and keeps none. */
  points: z
    .array(z.tuple([z.number().int().min(0).max(pointMsMax), z.number()]))
    .max(pointsMax)
    .optional(),
  /** The same, as another installation had it: what is here already stays. `parts`: [seconds, milliseconds, least, greatest, sum, count]. */
  brought: z
    .looseObject({
      points: z.array(z.tuple([z.number().int().min(0).max(pointMsMax), z.number()])).max(pointsMax),
      parts: z
        .array(
          z.tuple([
            z.number().int().min(1).max(86_400),
            z.number().int().min(0).max(pointMsMax),
            z.number(),
            z.number(),
            z.number(),
            z.number().int().min(1),
          ]),
        )
        .max(pointsMax),
    })
    .optional(),
});

const Notify = z.looseObject({
  update: Uuid,
  pageName: z.string(),
  components: z.array(z.string()),
  fact: z.unknown(),
  /** A rule that a later version may add to: where it is not known, the writer's region tells by itself. */
  telling: TellingMode.optional().catch(undefined),
});

const Wire = z.looseObject({
  v: z.literal(1),
  region: z.string().min(1).max(32).refine(isStorable),
  hlc: z.number().int().min(1).max(hlcMax),
  at: z.number().int().min(0).max(8_640_000_000_000_000),
  actor: z.string().max(200),
  /** What sort of somebody that is, and what was asked: words that a later version may add to. */
  by: z.string().max(40).optional(),
  verb: z.string().max(80).optional(),
  /** The address from which it was asked. */
  from: z.string().max(64).optional(),
  deps: Version,
  page: Uuid.nullable(),
  ops: z.array(Op).min(1).max(opsMax),
  facts: z.array(z.unknown()),
  notify: Notify.nullable(),
  retires: z.number().int().min(1).max(0xffffffff).optional(),
  trace: TravellingContext,
});

/** All that one Change did, applied whole or not at all. */
export interface Envelope {
  v: 1;
  region: string;
  hlc: number;
  /** When, by its writer's clock, in milliseconds. */
  at: number;
  actor: string;
  /** What sort of somebody that is (`ActorKind`, or what a later version knows), and the verb; undefined in what an earlier version wrote. */
  by?: string | undefined;
  verb?: string | undefined;
  /** The address from which it was asked, where somebody is who answers for it. */
  from?: string | undefined;
  /** What its writer had applied: it waits in a region until all of that is there. */
  deps: Version;
  page: string | null;
  ops: EnvelopeOp[];
  facts: Fact[];
  notify: EnvelopeNotify | null;
  /** Every member has this earlier origin of the writer's region whole, and all before it: `deps` says where they end. */
  retires?: number | undefined;
  /** Where its journey began, if somebody watches that: it says nothing about any document, and who does not know it passes it on. */
  trace?: TraceContext | undefined;
}
export interface EnvelopeOp {
  doc: string;
  kind: string;
  page: string | null;
  delta: Uint8Array | undefined;
  purge?: boolean;
  points?: (readonly [at: number, value: number])[] | undefined;
  brought?: BroughtPoints | undefined;
}
export interface EnvelopeNotify {
  update: string;
  pageName: string;
  components: string[];
  fact: Fact;
  /** By which rule it is told, where there are other regions. */
  telling?: TellingMode | undefined;
}

export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const ops = envelope.ops.map(({ doc, kind, page, delta, purge, points, brought }) => ({
    doc,
    kind,
    page,
    u: delta && Buffer.from(delta).toString('base64'),
    purge,
    points,
    brought,
  }));
  // An origin is retired once every region has all of it: an envelope need not name it among what it depends on.
  const deps = withoutWhole(envelope.deps);
  return new TextEncoder().encode(JSON.stringify({ ...envelope, deps, ops }));
}

/** Throws BadDocument for whatever is not an envelope. Facts of a later version are not told, but do not stop the rest. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const known = decoded.get(bytes) ?? decode(bytes);
  decoded.set(bytes, known);
  return known;
}

// What is received is looked into when it comes, when it is next, and when it is applied. Neither is ever changed.
const decoded = new WeakMap<Uint8Array, Envelope>();

function decode(bytes: Uint8Array): Envelope {
  if (bytes.length > envelopeBytesMax) throw new BadDocument('oversized', `an envelope of ${bytes.length} bytes`);
  let json: unknown;
  try {
    json = parseStorable(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new BadDocument('truncated', `not JSON: ${(error as Error).message}`);
  }
  const result = Wire.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new BadDocument('malformed', `${issue.path.join('.')}: ${issue.message}`);
  }
  const { v, region, hlc, at, actor, by, verb, from, deps, page, ops, facts, notify, retires, trace } = result.data;
  const fact = notify && Fact.safeParse(notify.fact).data;
  return {
    v,
    region,
    hlc,
    at: boundedTime(at).getTime(),
    actor,
    ...(by === undefined ? {} : { by }),
    ...(verb === undefined ? {} : { verb }),
    ...(from === undefined ? {} : { from }),
    deps,
    page,
    ops: ops.map(({ doc, kind, page, u, purge = false, points, brought }) => ({
      doc,
      kind,
      page,
      delta: u === undefined ? undefined : Buffer.from(u, 'base64'),
      purge,
      ...(points === undefined ? {} : { points }),
      ...(brought === undefined ? {} : { brought }),
    })),
    facts: facts.flatMap((each) => Fact.safeParse(each).data ?? []),
    notify:
      notify && fact
        ? {
            update: notify.update,
            pageName: notify.pageName,
            components: notify.components.filter((id) => Uuid.safeParse(id).success),
            fact,
            ...(notify.telling === undefined ? {} : { telling: notify.telling }),
          }
        : null,
    retires,
    ...(trace === undefined ? {} : { trace }),
  };
}

/** What the relay needs to know of an envelope: where it belongs, and what readers are told of it. */
export interface EnvelopeOutline extends Pick<Envelope, 'at' | 'page' | 'facts' | 'trace'> {
  ops: Omit<EnvelopeOp, 'delta'>[];
  hasNotice: boolean;
}

/**
 * What a writer of this region put into its outbox a moment ago: its parts were parsed when they came in. Facts of a
 * later version are not told. Throws for what nobody can have put there.
 */
export function outlineOf(bytes: Uint8Array): EnvelopeOutline {
  const { at, page, ops, facts, notify, trace } = parseStorable(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(),
  ) as Envelope;
  if (!Array.isArray(ops) || !Array.isArray(facts)) throw new BadDocument('malformed', 'it has no operations');
  return {
    at: boundedTime(at).getTime(),
    page,
    ops: ops.map(({ doc, kind, page }) => ({ doc, kind, page })),
    facts: facts.flatMap((each) => Fact.safeParse(each).data ?? []),
    hasNotice: notify != null && Fact.safeParse(notify.fact).success,
    trace: travelling(trace),
  };
}

/** What stands in this region's log was looked at when it came in: only what an audit asks is taken out of it. Throws for what is no envelope. */
export function loggedEnvelope(bytes: Uint8Array): LoggedEnvelope {
  const { at, hlc, region, page, actor, by, verb, from, ops } = parseStorable(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(),
  ) as LoggedEnvelope & { ops: unknown };
  if (!Array.isArray(ops)) throw new BadDocument('malformed', 'it has no operations');
  return {
    hlc,
    region,
    page,
    actor,
    by,
    verb,
    from,
    at: boundedTime(at).getTime(),
    ops: (
      ops as (Omit<EnvelopeOp, 'delta'> & {
        u?: string;
      })[]
    ).map(({ u, ...op }) => {
      return {
        ...op,
        delta: u === undefined ? undefined : Buffer.from(u, 'base64'),
      };
    }),
  };
}
export type LoggedEnvelope = Pick<Envelope, 'at' | 'hlc' | 'region' | 'page' | 'actor' | 'by' | 'verb' | 'from' | 'ops'>;

// What is told of a Change goes into tables and mails: texts that these cannot take are mended where they come in.
function parseStorable(text: string): unknown {
  // Such a sign can only be written as an escape: most envelopes have none.
  if (!text.includes('\\u') || !/\\u(?:0000|d[89a-f])/i.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}

/** The name of a payload: the same (origin, sequence) must have the same one for ever. */
export function payloadHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** The same envelope without what it says of some documents. Its place in the log stays, its payload does not. */
export function redactEnvelope(bytes: Uint8Array, docs: Set<string>): Uint8Array {
  const envelope = decodeEnvelope(bytes);
  const ops = envelope.ops.map((op) => (docs.has(op.doc) ? { ...op, delta: undefined, points: undefined, brought: undefined } : op));
  return encodeEnvelope({ ...envelope, ops, facts: [], notify: null });
}
