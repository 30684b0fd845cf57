import { createHash } from 'node:crypto';
import type { Query } from '@pharos/core/outside/postgres';
import type { Version } from '@pharos/core/version';

export interface Digest {
  /** What was applied when it was taken: digests of different vectors say nothing about each other. */
  vv: Version;
  digest: string;
  docs: number;
  /** 256 of them, by the first byte of a document's name, hashed: where two regions differ, only these are compared. */
  buckets: string[];
}

export interface BucketRange {
  from: number;
  to: number;
}

export const bucketCount = 256;
const allBuckets: BucketRange = { from: 0, to: bucketCount - 1 };
// One statement reads so many of the 256: a second's work where there are ten million documents.
export const bucketsPerRead = 8;

/** A fingerprint of what the region's documents say, taken in the caller's snapshot: of all, or of some buckets of them. */
export async function readDigest(query: Query, { from, to } = allBuckets): Promise<Digest> {
  const buckets = Array.from({ length: bucketCount }, () => '');
  const positions = await query<{ origin: number; seq: number }[]>`select origin, seq from reached`;
  let docs = 0;
  for (let first = from; first <= to; first += bucketsPerRead) {
    const last = Math.min(to, first + bucketsPerRead - 1);
    const rows = await query<{ bucket: number; digest: string; docs: number }[]>`
      select get_byte(decode(md5(id), 'hex'), 0) as bucket, md5(string_agg(id || encode(hash, 'hex'), ',' order by id collate "C")) as digest,
        count(*)::bigint as docs
      from doc where get_byte(decode(md5(id), 'hex'), 0) between ${first} and ${last} and hash <> ''::bytea and not purged group by 1`;
    for (const row of rows) buckets[row.bucket] = row.digest;
    docs += rows.reduce((sum, row) => sum + row.docs, 0);
  }
  return {
    vv: Object.fromEntries(positions.map(({ origin, seq }) => [origin, seq])),
    digest: createHash('sha256').update(buckets.join()).digest('hex').slice(0, 32),
    docs,
    buckets,
  };
}

/** Names and hashes of one bucket, in the order of their bytes, after one of them. */
export async function readBucket(query: Query, { bucket, after }: { bucket: number; after: string }): Promise<[string, string][]> {
  const rows = await query<{ id: string; hash: string }[]>`
    select id, encode(hash, 'hex') as hash from doc
    where get_byte(decode(md5(id), 'hex'), 0) = ${bucket} and id collate "C" > ${after} and hash <> ''::bytea and not purged
    order by id collate "C" limit ${bucketMax}`;
  return rows.map(({ id, hash }) => [id, hash]);
}

// Of one answer: some hundred kilobytes. A bucket is a 256th of all documents; the rest is asked for next.
export const bucketMax = 5_000;
