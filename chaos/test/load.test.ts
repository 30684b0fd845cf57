import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo } from '@pharos/lab/seed';
import { createWorld } from '@pharos/lab/world';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { thresholds } from '../load/profiles.ts';

const folder = fileURLToPath(new URL('../load/', import.meta.url));
const opened = new AsyncDisposableStack();
let env: Record<string, string>;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'pharos-load-'));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  const world = opened.use(
    await createWorld({ mode: 'embedded', regions: ['us'], dataDir, ports: freePorts(), isThrowaway: true, logLevel: 'warn' }),
  );
  const { page, slug, key } = await seedDemo(world);
  const { urls } = world.region('us');
  env = { PAGE: `${urls.page}/${slug}`, API: urls.api, LIVE: urls.gateway, PAGE_ID: page, KEY: key, PROFILE: 'smoke' };
}, 60_000);
afterAll(() => opened.disposeAsync());

const run = (variables: Record<string, string>) =>
  promisify(execFile)(process.execPath, ['--import', './adapter-hooks.mjs', 'run-once.ts'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...variables },
    timeout: 40_000,
  });

interface Line {
  options?: { scenarios: Record<string, { exec: string }>; thresholds: object };
  check?: string;
  isKept?: boolean;
  request?: string;
  trend?: string;
  value?: number;
}

it('every function of the scripts does what it says, against a region as it is', async () => {
  const { stdout } = await run(env);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(lines.filter(({ isKept }) => isKept === false)).toEqual([]);
  expect(new Set(lines.flatMap(({ check }) => check ?? []))).toEqual(
    new Set([
      'the page came',
      'so did its View',
      'an incident was opened',
      'an update was posted',
      'somebody signed up',
      'the gateway answered',
    ]),
  );
  // What a threshold is about is asked for, under that name.
  const measured = new Set(lines.flatMap(({ request }) => request ?? []));
  const wanted = Object.keys(thresholds).flatMap((name) => /what:([\w-]+)/.exec(name)?.[1] ?? []);
  expect([...measured]).toEqual(expect.arrayContaining(wanted));
  // A reader saw an update of ours, and how long it took.
  const seen = lines.filter(({ trend }) => trend === 'update_seen_ms');
  expect(seen.length).toBeGreaterThan(0);
  const [{ options } = {}] = lines;
  expect(Object.values(options!.scenarios).map(({ exec }) => exec)).toEqual(['visitors', 'responders', 'subscribers', 'reader']);
  expect(options!.thresholds).toEqual(thresholds);
}, 60_000);

it('what is missing is named before anything is sent', async () => {
  const { KEY: _key, ...others } = env;
  await expect(run(others)).rejects.toThrow('set KEY: k6 run -e KEY=');
  await expect(run({ ...env, PROFILE: 'much' })).rejects.toThrow('there is no profile "much": smoke, usual, spike-10x, soak');
}, 60_000);
