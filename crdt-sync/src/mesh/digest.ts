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

/** A fingerprint of all that the region's documents say, taken in the caller's snapshot. */
export async function readDigest(query: Query): Promise<Digest> {
  const [positions, rows] = await Promise.all([
    query<{ origin: number; seq: number }[]>`select origin, seq from reached`,
    query<{ bucket: number; digest: string; docs: number }[]>`
      select get_byte(decode(md5(id), 'hex'), 0) as bucket, md5(string_agg(id || encode(hash, 'hex'), ',' order by id collate "C")) as digest,
        count(*)::bigint as docs
      from doc where hash <> ''::bytea and not purged group by 1`,
  ]);
  const buckets = Array.from({ length: 256 }, () => '');
  for (const { bucket, digest } of rows) buckets[bucket] = digest;
  return {
    vv: Object.fromEntries(positions.map(({ origin, seq }) => [origin, seq])),
    digest: createHash('sha256').update(buckets.join()).digest('hex').slice(0, 32),
    docs: rows.reduce((sum, { docs }) => sum + docs, 0),
    buckets,
  };
}
