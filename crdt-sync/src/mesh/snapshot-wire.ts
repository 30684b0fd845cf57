import { Version } from '@pharos/core/version';
import { z } from 'zod';

const bucket = z.number().int().min(0).max(255);

const ms = z.number().int().min(0);
export const PointsAfter = z.object({ metric: z.uuid(), ms }).nullable();
const count = z.number().int().min(0);
export const AuditedAfter = z.object({ origin: count, seq: count, n: count }).nullable();
export const PartsAfter = z.object({ metric: z.uuid(), width: z.number().int(), ms }).nullable();

/** What one region may ask another for, beside the log: documents as they are, and fingerprints of them. */
export const Ask = z.discriminatedUnion('ask', [
  /** Where the copy begins. */
  z.object({ ask: z.literal('begin') }),
  z.object({ ask: z.literal('docs'), after: z.string().max(300) }),
  z.object({ ask: z.literal('pages'), after: z.uuid().nullable() }),
  /** What metrics measured, and what five minutes and hours of that came to. Only of whoever says at the beginning that it has them. */
  z.object({ ask: z.literal('points'), after: PointsAfter }),
  z.object({ ask: z.literal('parts'), after: PartsAfter }),
  /** Who changed what. Only of whoever says at the beginning that it tells. */
  z.object({ ask: z.literal('audited'), after: AuditedAfter }),
  z.object({ ask: z.literal('digest'), range: z.object({ from: bucket, to: bucket }).optional() }),
  /** Names and hashes of one bucket of the digest. */
  z.object({ ask: z.literal('bucket'), bucket, after: z.string().max(300).default('') }),
  z.object({ ask: z.literal('states'), ids: z.array(z.string().max(300)).max(200) }),
]);
export type Ask = z.input<typeof Ask>;

const Doc = z.object({
  id: z.string().min(3).max(300),
  kind: z.string().min(1).max(40),
  page: z.uuid().nullable(),
  state: z.base64(),
  /** Forgotten for good: whoever copies forgets it too. */ purged: z.boolean().optional(),
});

/** `hasPoints`, `hasAudit`: a version before did not, and would leave the question unanswered. */
export const Begin = z.object({ vv: Version, hasPoints: z.boolean().default(false), hasAudit: z.boolean().default(false) });
export const Docs = z.object({ docs: z.array(Doc), next: z.string().nullable() });
export const Pages = z.object({ pages: z.array(z.tuple([z.uuid(), Version])), next: z.uuid().nullable() });
export const Points = z.object({
  points: z.array(z.tuple([z.uuid(), z.array(z.tuple([ms, z.number(), z.number().int(), z.number().int()]))])),
  next: PointsAfter,
});
export const Parts = z.object({
  parts: z.array(
    z.tuple([z.uuid(), z.array(z.tuple([z.literal([300, 3_600]), ms, z.number(), z.number(), z.number(), z.number().int().min(1)]))]),
  ),
  next: PartsAfter,
});
const text = z.string().max(300);
export const Audited = z.object({
  rows: z.array(
    z.object({
      origin: count,
      seq: count,
      n: count,
      at: z.string().max(40),
      hlc: count,
      region: text,
      organisation: z.uuid().nullable(),
      page: z.uuid().nullable(),
      actor: z.string(),
      actor_kind: z.string().nullable(),
      verb: z.string().nullable(),
      address: z.string().nullable(),
      doc: text,
      kind: text,
      fields: z.record(z.string(), z.json()),
    }),
  ),
  next: AuditedAfter,
});
export const DigestAnswer = z.object({
  vv: Version,
  digest: z.string(),
  docs: z.number(),
  buckets: z.array(z.string()).length(256),
  outbox: z.number(),
});
export type DigestAnswer = z.infer<typeof DigestAnswer>;
export const Bucket = z.object({ docs: z.array(z.tuple([z.string(), z.string()])) });
