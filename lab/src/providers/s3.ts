import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Hono } from 'hono';

/** What the stand-in knows of its callers; a test may change what it answers. */
export interface S3StandIn {
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** By key: what is kept. */
  objects: Map<string, Uint8Array>;
  /** For drills: answers instead of the store, or damages what is read. */
  fault?: ((method: string, key: string) => Response | undefined) | undefined;
}

/** A store that speaks S3 and is strict: signature, payload hash and checksum are compared before anything is done. */
export function s3App(store: S3StandIn): Hono {
  const app = new Hono();
  app.all('/:bucket/:key{.*}?', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const refused = checkSignature(c.req.raw, body, store) ?? checkSums(c.req.raw, body);
    if (refused) return refused;
    if (c.req.param('bucket') !== store.bucket) return s3Error(404, 'NoSuchBucket');
    const key = c.req.param('key') ?? '';
    const faulty = store.fault?.(c.req.method, key);
    if (faulty) return faulty;
    if (key === '') return c.req.method === 'GET' ? list(c.req.query(), store) : s3Error(405, 'MethodNotAllowed');
    switch (c.req.method) {
      case 'PUT':
        store.objects.set(key, body);
        return new Response(null, { status: 200, headers: { etag: etagOf(body) } });
      case 'GET': {
        const found = store.objects.get(key);
        return found ? new Response(Buffer.from(found), { headers: { etag: etagOf(found) } }) : s3Error(404, 'NoSuchKey');
      }
      case 'DELETE':
        store.objects.delete(key);
        return new Response(null, { status: 204 });
      default:
        return s3Error(405, 'MethodNotAllowed');
    }
  });
  return app;
}

function list(query: Record<string, string>, store: S3StandIn): Response {
  if (query['list-type'] !== '2') return s3Error(400, 'InvalidArgument');
  const after = query['start-after'] ?? '';
  const max = Math.min(1_000, Number(query['max-keys'] ?? 1_000));
  const all = [...store.objects.keys()].filter((key) => key.startsWith(query['prefix'] ?? '') && key > after).sort();
  const contents = all.slice(0, max).map((key) => `<Contents><Key>${key}</Key><Size>${store.objects.get(key)!.length}</Size></Contents>`);
  const truncated = all.length > max;
  return xml(200, `<ListBucketResult><IsTruncated>${truncated}</IsTruncated>${contents.join('')}</ListBucketResult>`);
}

/** AWS Signature Version 4, as its documentation has it: everything signed is taken from the request as it came. */
function checkSignature(request: Request, body: Uint8Array, { accessKeyId, secretAccessKey, region }: S3StandIn): Response | undefined {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.get('authorization') ?? '',
    );
  if (!given) return s3Error(403, 'AccessDenied');
  const [, id, day, where, names, signature] = given as unknown as [string, string, string, string, string, string];
  if (id !== accessKeyId) return s3Error(403, 'InvalidAccessKeyId');
  if (where !== region) return s3Error(400, 'AuthorizationHeaderMalformed');
  const payload = request.headers.get('x-amz-content-sha256') ?? '';
  if (payload !== sha256(body)) return s3Error(400, 'XAmzContentSHA256Mismatch');
  if (!names.split(';').includes('host') || !names.split(';').includes('x-amz-content-sha256')) return s3Error(403, 'AccessDenied');
  const url = new URL(request.url);
  const query = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const headers = names.split(';').map((name) => `${name}:${(request.headers.get(name) ?? '').trim()}\n`);
  const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), names, payload].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers.get('x-amz-date'), scope, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return timingSafeEqual(Buffer.from(signature, 'hex'), hmac(key, toSign)) ? undefined : s3Error(403, 'SignatureDoesNotMatch');
}

function checkSums(request: Request, body: Uint8Array): Response | undefined {
  const given = request.headers.get('x-amz-checksum-crc32');
  if (request.method === 'PUT' && given === null) return s3Error(400, 'MissingContentChecksum');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return given === null || given === sum.toString('base64') ? undefined : s3Error(400, 'BadDigest');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function etagOf(body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function s3Error(status: number, code: string): Response {
  return xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function xml(status: number, body: string): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>${body}`, { status, headers: { 'content-type': 'application/xml' } });
}
