import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3App, type S3StandIn } from '../../lab/src/providers/s3.ts';
import { serveHttp, type HttpServer } from '../src/outside/http.ts';
import type { ObjectStore } from '../src/outside/object-store.ts';
import { openObjectStore } from '../src/outside/open-object-store.ts';

let dir: string;
let server: HttpServer;
const standIn: S3StandIn = {
  bucket: 'archive',
  region: 'eu-west-1',
  accessKeyId: 'AKLAB',
  secretAccessKey: 'lab secret',
  objects: new Map(),
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-objects-'));
  server = await serveHttp({ host: '127.0.0.1', port: 0, fetch: s3App(standIn).fetch });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const s3 = (secretAccessKey = standIn.secretAccessKey, url = 's3://archive/pharos') =>
  openObjectStore({ url, region: 'eu-west-1', endpoint: server.url, accessKeyId: 'AKLAB', secretAccessKey });

describe.each<[string, () => Promise<ObjectStore>]>([
  ['files', () => openObjectStore({ url: pathToFileURL(dir).href, region: '' })],
  ['S3', () => s3()],
])('the object store contract, %s', (name, open) => {
  it('gives back what was put, byte for byte, until it is deleted', async () => {
    await using store = await open();
    const body = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251);
    expect(await store.get(`${name}/bytes.gz`)).toBeUndefined();
    await store.put(`${name}/bytes.gz`, body);
    expect(Buffer.from((await store.get(`${name}/bytes.gz`))!).equals(body)).toBe(true);
    await store.put(`${name}/bytes.gz`, body.subarray(0, 3));
    expect([...(await store.get(`${name}/bytes.gz`))!]).toEqual([0, 1, 2]);
    await store.delete(`${name}/bytes.gz`);
    await store.delete(`${name}/bytes.gz`);
    expect(await store.get(`${name}/bytes.gz`)).toBeUndefined();
  });

  it('lists names under a prefix in order, in slices', async () => {
    await using store = await open();
    const names = ['20260101/1-1', '20260101/manifest.json', '20260102/1-1', '20260102-x/1'].map((each) => `${name}-list/a/${each}`);
    for (const each of [...names].reverse()) await store.put(each, new Uint8Array([1]));
    await store.put(`${name}-list/b/1`, new Uint8Array());
    expect(await store.list(`${name}-list/a/`, { limit: 100 })).toEqual([...names].sort());
    expect(await store.list(`${name}-list/a/`, { after: [...names].sort()[0]!, limit: 2 })).toEqual([...names].sort().slice(1, 3));
    expect(await store.list(`${name}-none/`, { limit: 10 })).toEqual([]);
    expect([...(await store.get(`${name}-list/b/1`))!]).toEqual([]);
  });

  it('takes no name that leaves its place', async () => {
    await using store = await open();
    for (const key of ['../x', '/x', 'a/../../x', 'a//b', '.hidden', '']) {
      await expect(async () => store.put(key, new Uint8Array())).rejects.toThrow('not the name of an object');
    }
  });
});

it('lists more than one answer of S3 holds', async () => {
  await using store = await s3();
  for (let at = 0; at < 1_203; at++) standIn.objects.set(`pharos/many/${String(at).padStart(5, '0')}`, new Uint8Array());
  expect(await store.list('many/', { limit: 1_200 })).toHaveLength(1_200);
  expect(await store.list('many/', { limit: 5_000 })).toHaveLength(1_203);
});

it('a wrong secret, a bucket that is not there and a store that is away are told in one line', async () => {
  await using wrong = await s3('another');
  await expect(wrong.put('x', new Uint8Array([1]))).rejects.toThrow('the object store cannot write: SignatureDoesNotMatch');
  await using lost = await s3(undefined, 's3://nowhere');
  await expect(lost.get('x')).rejects.toThrow('the object store cannot read: NoSuchBucket');
  await using away = await openObjectStore({
    url: 's3://a',
    region: 'x',
    endpoint: 'http://127.0.0.1:9',
    accessKeyId: 'a',
    secretAccessKey: 'b',
  });
  await expect(away.list('', { limit: 1 })).rejects.toThrow('the object store cannot list');
});

it('what a crash leaves half written is no object', async () => {
  await using store = await openObjectStore({ url: pathToFileURL(join(dir, 'crash')).href, region: '' });
  await store.put('day/part', new Uint8Array([1]));
  await writeFile(join(dir, 'crash/day/.0123456789abcdef'), 'half');
  expect(await store.list('day/', { limit: 10 })).toEqual(['day/part']);
  expect(await readdir(join(dir, 'crash/day'))).toHaveLength(2);
});
