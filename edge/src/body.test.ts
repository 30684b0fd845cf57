import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { encodeVersion } from '@pharos/core/version';
import { assets, world } from '../test/edge-world.ts';

it('comes compressed to whoever can read that, and is known again by its ETag', async () => {
  const { get, view } = world();
  for (const path of [`/p/${view.page.id}`, `/p/${view.page.id}/view.json`, `${assets.folder}/page.js`]) {
    const response = await get(path, { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const etag = response.headers.get('etag');
    const again = await get(path, { 'accept-encoding': 'gzip', ...(etag ? { 'if-none-match': etag } : {}) });
    expect(again.status).toBe(etag ? 304 : 200);
  }
});

it('is compressed once for a crowd, and anew for each View of it', async () => {
  const { get, view, regions, pass } = world();
  const original = globalThis.CompressionStream;
  let made = 0;
  globalThis.CompressionStream = class extends original {
    constructor(format: CompressionFormat) {
      super(format);
      made += 1;
    }
  };
  try {
    const visit = async () => {
      const response = await get(`/p/${view.page.id}`, { 'accept-encoding': 'gzip, deflate, br' });
      return gunzipSync(new Uint8Array(await response.arrayBuffer())).toString();
    };
    const pages = await Promise.all(Array.from({ length: 20 }, visit));
    expect({ made, distinct: new Set(pages).size }).toEqual({ made: 1, distinct: 1 });
    regions.eu.view = { ...view, version: encodeVersion({ [2 ** 26]: 99 }), page: { ...view.page, name: 'Südlicht' } };
    pass(20_000);
    expect(await visit()).toContain('Südlicht');
    expect(await visit()).toContain('Südlicht');
    expect(made).toBe(2);
  } finally {
    globalThis.CompressionStream = original;
  }
});

it('what it needs beside itself is good for ever, and is packed once', async () => {
  const { get } = world();
  for (const file of ['page.css', 'page.js']) {
    const served = await get(`${assets.folder}/${file}`, { 'accept-encoding': 'gzip' });
    expect(served.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(gunzipSync(new Uint8Array(await served.arrayBuffer())).toString()).toBe(assets.files.get(file)!.text);
  }
  // Of another version: whoever still shows it asks an edge that has it, or reloads.
  expect((await get('/assets/000000000000/page.js')).status).toBe(404);
});
