import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { checkKey, checkPrefix, storeAway, type ObjectStore } from './object-store.ts';

export interface S3Options {
  bucket: string;
  /** Before every name; ends in `/` or is empty. */
  prefix: string;
  region: string;
  /** Another store that speaks S3; without it, Amazon's. */
  endpoint?: string | undefined;
  /** Without them the SDK's own chain is asked: environment, profile, the machine's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
}

// Of one request, all tries together: a store that does not answer is looked for in the next round.
const triesMax = 3;
const connectMs = 3_000;
const requestMs = 30_000;
// What S3 gives in one list.
const listMax = 1_000;

/** Amazon S3, and whatever speaks like it. Each body carries a checksum that the store compares before it says yes. */
export function openS3Store({ bucket, prefix, region, endpoint, credentials }: S3Options): ObjectStore {
  checkPrefix(prefix);
  const client = new S3Client({
    region,
    maxAttempts: triesMax,
    // Buckets as a part of the path: what other stores than Amazon's mostly need.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials ? { credentials } : {}),
    requestHandler: { connectionTimeout: connectMs, requestTimeout: requestMs, throwOnRequestTimeout: true },
  });
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + checkKey(key) });
  const get = async (key: string) => {
    try {
      const { Body } = await client.send(new GetObjectCommand(at(key)));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
  const list = async (under: string, after: string, limit: number) => {
    const keys: string[] = [];
    for (let behind = after === '' ? undefined : prefix + after; keys.length < limit;) {
      const { Contents = [], IsTruncated } = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix + under,
          MaxKeys: Math.min(listMax, limit - keys.length),
          ...(behind === undefined ? {} : { StartAfter: behind }),
        }),
      );
      for (const { Key } of Contents) if (Key !== undefined) keys.push(Key.slice(prefix.length));
      if (!IsTruncated || Contents.length === 0) break;
      behind = Contents.at(-1)?.Key;
    }
    return keys;
  };
  return {
    put: async (key, body) => {
      const command = new PutObjectCommand({ ...at(key), Body: body, ContentType: 'application/octet-stream' });
      await client.send(command).catch((error: unknown) => storeAway('write', error));
    },
    get: (key) => get(key).catch((error: unknown) => storeAway('read', error)),
    list: (under, { after = '', limit }) => list(checkPrefix(under), after, limit).catch((error: unknown) => storeAway('list', error)),
    delete: async (key) => {
      await client.send(new DeleteObjectCommand(at(key))).catch((error: unknown) => storeAway('delete', error));
    },
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}
