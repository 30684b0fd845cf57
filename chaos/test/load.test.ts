import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo } from '@pharos/lab/seed';
import { serveLab } from '@pharos/lab/server';
import { createWorld } from '@pharos/lab/world';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileNames, profiles, scenarioNames, thresholds } from '../load/profiles.ts';
import { runLoad } from '../src/load/run-load.ts';
import { openTarget } from '../src/load/target.ts';
import { judge } from '../src/load/verdict.ts';

const folder = fileURLToPath(new URL('../load/', import.meta.url));
const opened = new AsyncDisposableStack();
let env: Record<string, string>;
let lab: string;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'pharos-load-'));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  const world = opened.use(
    await createWorld({ mode: 'embedded', regions: ['us'], dataDir, ports: freePorts(), isThrowaway: true, logLevel: 'warn' }),
  );
  const demo = await seedDemo(world);
  lab = opened.use(await serveLab(world, demo, { lab: 0, mailbox: 0 })).labUrl;
  const { page, slug, key } = demo;
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

// What each of them must have done, as it stands in the line of progress.
const done = [/page \d/, /view \d/, /write \d/, /sign-up \d/, /[1-9]\d* updates seen/];

it.concurrent.each(profileNames)(
  'the lab drives %s by itself, until it is stopped: everything it asks is answered rightly',
  async (name) => {
    let refused = await drive(name, 1);
    // Where others have the processors, the lab may refuse somebody for its time. A question that is wrong is wrong each time.
    for (let turn = 2; turn <= 4 && refused.length > 0; turn++) refused = await drive(name, turn);
    expect(refused).toEqual([]);
  },
  400_000,
);

/** Drives it until each of them has done something; answers of which kind of question some were not answered rightly. */
async function drive(name: (typeof profileNames)[number], turn: number) {
  const run = `test-${name}-${turn}`;
  const target = await openTarget(lab, 'us', run);
  // So few of them that no machine is too busy: what is shown is that each kind of question works.
  const share = { scenarios: scenarioNames, scale: 3 / profiles[name].visitsPerSecond, forS: 60 };
  const enough = new AbortController();
  const onProgress = (line: string) => {
    if (done.every((each) => each.test(line))) enough.abort();
  };
  const { isCutShort, ranMs, notes, plan, books, flows } = await runLoad({
    profile: profiles[name],
    share,
    target,
    run,
    onProgress,
    signal: enough.signal,
  });
  const limits = judge(plan, books);
  const refused = limits.filter(({ unit, measured }) => unit === '%' && measured !== 0);
  if (refused.length > 0) return refused;
  expect(notes).toEqual([]);
  expect(isCutShort).toBe(true);
  expect(ranMs).toBeLessThan(60_000);
  expect(limits.length).toBe(Object.keys(thresholds).length);
  for (const { what, sent, underWay } of flows) expect(sent - underWay, what).toBe(books.kinds().get(what)!.answers);
  return refused;
}

it('who drives a lab that is not there, or a region that it has not, is told so', async () => {
  await expect(openTarget('http://127.0.0.1:9', undefined, 'x')).rejects.toThrow('start it with "npm start"');
  await expect(openTarget(lab, 'mars', 'x')).rejects.toThrow('there is no region mars: us');
});
