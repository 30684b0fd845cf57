import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Miniflare } from 'miniflare';
import { expect, it } from 'vitest';
import { bundledWorker } from '../src/worker/bundle.ts';
import { workerConfig } from '../src/worker/worker.ts';
import { regionsInMemory } from './regions-in-memory.ts';
import { troubledView } from './sample.ts';

// A platform loads it before it answers its first request: a tenth of what the smallest plan takes.
const packedMax = 250_000;

it('the worker is one small module that asks for nothing of Node', async () => {
  const code = await bundledWorker();
  expect(gzipSync(code).length).toBeLessThan(packedMax);
  expect(code).not.toMatch(/\bBuffer\.|\bprocess\.(?!env\b)\w/);
  await expect(bundledWorker(new URL('../src/client-files.ts', import.meta.url))).rejects.toThrow('a worker has no node:fs');
});

it('as it is deployed it serves a page, keeps it in KV, and another one serves it from there when no region answers', async () => {
  const { regions, apis } = regionsInMemory(troubledView());
  const contents = await bundledWorker();
  const open = (): Miniflare =>
    new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.mjs', contents }],
      compatibilityDate: settingIn('compatibility_date'),
      kvNamespaces: ['PAGES'],
      kvPersist: false,
      bindings: { API_UPSTREAMS: 'eu=http://eu.test,us=http://us.test', EDGE_PEERS: 'http://eu.example', ORIGIN_TIMEOUT_MS: '500' },
      outboundService: async (request: Request) => {
        const url = new URL(request.url);
        return (await apis[url.hostname === 'eu.test' ? 'eu' : 'us'].request(url.pathname, { headers: [...request.headers] })) as never;
      },
    });
  const runtime = open();
  const read = async (): Promise<[number, string]> => {
    const answer = await runtime.dispatchFetch('http://eu.example/nordlicht');
    return [answer.status, await answer.text()];
  };
  try {
    expect(await read()).toEqual([200, expect.stringContaining('Elevated error rates in Frankfurt')]);
    const kv = (await runtime.getKVNamespace('PAGES')) as unknown as { list(): Promise<{ keys: { name: string }[] }> };
    await expect.poll(async () => (await kv.list()).keys.map(({ name }) => name)).toContain('slug:nordlicht');
    regions.eu.isDown = regions.us.isDown = true;
    // Other bindings make it a new isolate: in that one's memory is nothing.
    await runtime.setOptions({
      modules: [{ type: 'ESModule', path: 'worker.mjs', contents: `${contents}\n// another one` }],
      compatibilityDate: settingIn('compatibility_date'),
      kvNamespaces: ['PAGES'],
      bindings: { API_UPSTREAMS: 'eu=http://eu.test', EDGE_PEERS: 'http://eu.example', ORIGIN_TIMEOUT_MS: '500' },
      outboundService: () => new Response('down', { status: 503 }) as never,
    });
    expect(await read()).toEqual([200, expect.stringContaining('Elevated error rates in Frankfurt')]);
  } finally {
    await runtime.dispose();
  }
});

it('is told by its configuration what it knows, and all that it needs', () => {
  const told = [...settings().matchAll(/^#? ?([A-Z_]+) = /gm)].map(([, name]) => name!);
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter((name) => !(name in workerConfig))).toEqual([]);
  expect(told).toContain('API_UPSTREAMS');
  expect(settings()).toContain('binding = "PAGES"');
});

function settings(): string {
  return readFileSync(new URL('../../deploy/workers/wrangler.toml', import.meta.url), 'utf8');
}

function settingIn(name: string): string {
  return new RegExp(`^${name} = "(.*)"$`, 'm').exec(settings())![1]!;
}
