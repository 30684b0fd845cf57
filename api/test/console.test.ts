import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { OpenAPIHono } from '@hono/zod-openapi';
import { silentLog } from '@pharos/core/log';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConsole } from '../src/console/files.ts';
import { consoleRoutes } from '../src/console/routes.ts';
import type { Env } from '../src/env.ts';
import { problemResponse } from '../src/problem-json.ts';

const app = new OpenAPIHono<Env>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Console</title>');
  await writeFile(join(folder, 'assets', 'main-abc.js'), `'${'x'.repeat(5_000)}';`);
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  await writeFile(join(folder, 'notes.txt'), 'not for anybody');
  consoleRoutes(app, { files: await readConsole(folder), region: 'us', elsewhere: ['https://api.eu.example/'] });
  app.onError((error, c) => problemResponse(error, c, silentLog, []));
});

afterAll(() => rm(folder, { recursive: true }));

it('every place of the console is its page, which runs our own scripts only and may speak to all regions', async () => {
  for (const path of ['/console/', '/console/sign-in', '/console/page-id/incidents/x']) {
    const answer = await app.request(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>Console</title>');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("connect-src 'self' https://api.eu.example;");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
  }
  expect((await app.request('/console')).headers.get('location')).toBe('/console/');
  expect(await (await app.request('/console/regions.json')).json()).toEqual({ here: 'us', elsewhere: ['https://api.eu.example/'] });
});

it('its files are good for ever and come packed; those of another version are not there', async () => {
  const packed = await app.request('/console/assets/main-abc.js', { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('cache-control')).toContain('immutable');
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(await packed.arrayBuffer()).length).toBe(5_003);
  const plain = await app.request('/console/assets/main-abc.js');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('content-type')).toContain('text/javascript');
  expect((await app.request('/console/assets/main-old.js')).status).toBe(404);
  expect(await (await app.request('/console/notes.txt')).text()).not.toContain('not for anybody');
});

it('a folder without a console is said to be one', async () => {
  await expect(readConsole(join(folder, 'nowhere'))).rejects.toThrow('run `npm run console:build`');
});
