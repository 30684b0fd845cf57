import { Version } from '@pharos/core/version';
import { z } from 'zod';

const bucket = z.number().int().min(0).max(255);

/** What one region may ask another for, beside the log: documents as they are, and fingerprints of them. */
export const Ask = z.discriminatedUnion('ask', [
  /** Where the copy begins. */
  z.object({ ask: z.literal('begin') }),
  z.object({ ask: z.literal('docs'), after: z.string().max(300) }),
  z.object({ ask: z.literal('pages'), after: z.uuid().nullable() }),
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

export const Begin = z.object({ vv: Version });
export const Docs = z.object({ docs: z.array(Doc), next: z.string().nullable() });
export const Pages = z.object({ pages: z.array(z.tuple([z.uuid(), Version])), next: z.uuid().nullable() });
export const DigestAnswer = z.object({
  vv: Version,
  digest: z.string(),
  docs: z.number(),
  buckets: z.array(z.string()).length(256),
  outbox: z.number(),
});
export type DigestAnswer = z.infer<typeof DigestAnswer>;
export const Bucket = z.object({ docs: z.array(z.tuple([z.string(), z.string()])) });
