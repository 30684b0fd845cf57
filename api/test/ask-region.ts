import { newId } from '@pharos/core/id';
import type { TestRegion } from '../../crdt-sync/test/world.ts';
import { createApp } from '../src/app.ts';
import { hashKey, newKey } from '../src/key.ts';

/** A key of the installation's administrator, written in one region. */
export async function adminKeyIn({ writer }: TestRegion): Promise<string> {
  const key = newKey();
  await writer.write(
    { type: 'create-api-key', key: newId(), page: null, name: 'test', scopes: ['admin'], hash: hashKey(key) },
    { actor: 'test' },
  );
  return key;
}

/** Asks the API of one region of a world, without a socket. */
export async function askRegion(
  { kit, sql, writer }: TestRegion,
  key: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const app = createApp({
    kit,
    reads: (work) => work(sql, () => false),
    writer,
    limits: { perKey: 1_000, perEdge: 1_000, perAddress: 1_000, trustProxy: false },
    readerKeys: [],
    elsewhere: [],
    resolveTxt: undefined,
  });
  const request = new Request(`http://api.example${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await app.fetch(request, { remoteAddress: '127.0.0.1', cut: () => undefined });
  const json = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, replayed: answer.headers.get('idempotency-replayed'), json };
}
