import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../src/ports.ts';
import type { Region } from '../src/region.ts';
import { seedDemo, type Demo } from '../src/seed.ts';
import { serveTraces, type TraceCollector } from '../src/traces/serve-traces.ts';
import type { KeptSpan } from '../src/traces/store.ts';
import { createWorld, type World } from '../src/world.ts';

const title = 'A title that no span may hold';
let dir: string;
let collector: TraceCollector;
let world: World;
let demo: Demo;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-traces-'));
  const ports = freePorts();
  collector = await serveTraces(await ports.watch('traces'));
  world = await createWorld({
    mode: 'embedded',
    regions: ['us', 'eu'],
    dataDir: dir,
    ports,
    link: { delayMs: 20, jitterMs: 5 },
    isThrowaway: true,
    tracesUrl: collector.url,
  });
  demo = await seedDemo(world);
}, 120_000);

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await collector?.[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
}, 30_000);

it('one update has one trace, from the request to the readers of each region and to each provider', async () => {
  const stop = new AbortController();
  for (const region of world.regions) await read(region, stop.signal);
  const caller = '4bf92f3577b34da6a3ce929d0e0e4736';
  const answer = await post({ traceparent: `00-${caller}-00f067aa0ba902b7-01` });
  expect(answer.headers.get('x-trace-id')).toBe(caller);

  const steps = () => new Set((collector.store.find(caller) ?? []).map(({ name, region, role }) => `${name} in ${region} by ${role}`));
  const wanted = [
    'request in us by api',
    'write in us by api',
    'relay in us by api',
    'gateway in us by gateway',
    'apply in eu by sync',
    'gateway in eu by gateway',
    'notifier in us by notifier',
    'provider in us by notifier',
  ];
  await expect.poll(() => wanted.filter((step) => !steps().has(step))).toEqual([]);
  stop.abort();
  const spans = collector.store.find(caller)!;
  // The write is the request's, and all that came of it is the write's.
  const [request, write] = ['request', 'write'].map((name) => spans.find((span) => span.name === name)!);
  expect(request!.parentSpanId).toBe('00f067aa0ba902b7');
  expect(write!.parentSpanId).toBe(request!.spanId);
  for (const name of ['relay', 'apply', 'notifier']) expect(parentOf(spans, name)).toBe('write');
  expect(parentOf(spans, 'provider')).toBe('notifier');
  expect(spans.filter(({ name }) => name === 'gateway').map((span) => parentOf(spans, span))).toEqual(
    expect.arrayContaining(['relay', 'apply']),
  );
  const places = new Set(spans.flatMap(({ attributes }) => attributes['pharos.change'] ?? []));
  expect(places.size).toBe(1);
  expect(new Set(spans.flatMap(({ attributes }) => attributes['pharos.page'] ?? []))).toEqual(new Set([demo.page]));

  // What was said, and to whom, is in none of them.
  const told = world.providers.accepted('ses').messages.concat(world.providers.accepted('twilio').messages);
  const secrets = [title, 'The body', demo.key, ...told.map(({ to }) => to)];
  expect(told.length).toBeGreaterThan(0);
  const text = JSON.stringify(spans);
  for (const secret of secrets) expect(text).not.toContain(secret);

  expect(await readFile(join(world.region('us').site.dir, 'api.log'), 'utf8')).toContain(`"trace":"${caller}"`);
  expect(await readFile(join(world.region('us').site.dir, 'notifier.log'), 'utf8')).toContain(`"trace":"${caller}"`);
  // And the histograms of the promises lead there.
  for (const [region, role, line] of [
    ['us', 'api', 'write_seconds_bucket'],
    ['us', 'api', 'http_request_seconds_bucket'],
    ['eu', 'sync', 'mesh_apply_lag_seconds_bucket'],
    ['eu', 'gateway', 'reader_lag_seconds_bucket'],
    ['us', 'notifier', 'notice_delivery_seconds_bucket'],
  ] as const) {
    const metrics = await fetch(`http://127.0.0.1:${world.region(region).site.ports[role].admin}/metrics`, {
      headers: { accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3' },
    });
    expect(metrics.headers.get('content-type')).toContain('application/openmetrics-text');
    const lines = (await metrics.text()).split('\n').filter((each) => each.startsWith(line) && each.includes(`trace_id="${caller}"`));
    expect(lines.length, line).toBeGreaterThan(0);
  }
});

it('whoever sends no trace, or a wrong one, is told of one of ours', async () => {
  for (const wrong of [undefined, '00-hello', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`]) {
    const id = (await post(wrong === undefined ? {} : { traceparent: wrong })).headers.get('x-trace-id')!;
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    await expect.poll(() => collector.store.find(id)?.some(({ name }) => name === 'write')).toBe(true);
  }
  const unsampled = 'b'.repeat(32);
  expect((await post({ traceparent: `00-${unsampled}-00f067aa0ba902b7-00` })).headers.get('x-trace-id')).toBe(unsampled);
  await world.clock.sleep(1_500);
  expect(collector.store.find(unsampled)).toBeUndefined();
});

it('a collector that hangs, or is gone, holds up no request and no stop', { timeout: 60_000 }, async () => {
  const { port } = new URL(collector.url);
  await collector[Symbol.asyncDispose]();
  expect((await post({})).status).toBe(201);
  const taken = new Set<Socket>();
  const hanging = createServer((socket) => void taken.add(socket.on('error', () => undefined))).listen(Number(port), '127.0.0.1');
  await new Promise((resolve) => hanging.once('listening', resolve));
  await expect
    .poll(
      async () => {
        expect((await post({})).status).toBe(201);
        return taken.size;
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBeGreaterThan(0);
  await world.region('us').part('api').stop();
  expect(world.region('us').part('api').state()).toBe('stopped');
  for (const socket of taken) socket.destroy();
  hanging.close();
});

function post(headers: Record<string, string>): Promise<Response> {
  return fetch(`${world.region('us').urls.api}/v1/pages/${demo.page}/incidents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ title, body: 'The body of it.', impact: 'minor' }),
  });
}

async function read(region: Region, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${region.urls.gateway}/live/${demo.page}`, { headers: { accept: 'text/event-stream' }, signal });
  expect(answer.status).toBe(200);
  const drain = async () => {
    for await (const _ of answer.body!);
  };
  void drain().catch(() => undefined); // ended by us
}

function parentOf(spans: KeptSpan[], which: string | KeptSpan): string | undefined {
  const span = typeof which === 'string' ? spans.find(({ name }) => name === which) : which;
  return spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name;
}
