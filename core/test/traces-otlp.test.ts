import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { silentLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { openTraces, type TracesOptions } from '../src/outside/traces-otlp.ts';
import { createVirtualClock } from '../src/testing/virtual-clock.ts';
import type { Traces } from '../src/traces.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const sampled = `00-${trace}-00f067aa0ba902b7-01`;
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

it('a span goes on from what a caller said, and says who made it, when, and nothing else', async () => {
  const sent: string[] = [];
  const endpoint = await listen((body, answer) => {
    sent.push(body);
    answer.end('{}');
  });
  const clock = createVirtualClock({ startAt: 1_000_000 });
  const traces = open({ endpoint, clock });
  const span = traces.begin('request', sampled, { kind: 'server', attributes: { 'http.route': '/v1' } });
  const below = traces.follow('write', span.context)!;
  await clock.pass(25);
  below.end('conflict');
  span.end();
  expect(span.traceId).toBe(trace);
  expect(traces.follow('relay', undefined)).toBeUndefined();
  await traces[Symbol.asyncDispose]();
  const [first, second] = JSON.parse(sent[0]!).resourceSpans[0].scopeSpans[0].spans;
  expect(first).toMatchObject({ traceId: trace, name: 'write', parentSpanId: second.spanId, status: { code: 2, message: 'conflict' } });
  expect(second).toMatchObject({ parentSpanId: '00f067aa0ba902b7', startTimeUnixNano: '1000000000000', endTimeUnixNano: '1000025000000' });
  expect(sent[0]).toContain('"pharos-api"');
});

it.each([
  ['parentbased_always_on', undefined, true, true, false],
  ['parentbased_always_off', undefined, false, true, false],
  ['always_off', undefined, false, false, false],
  ['always_on', undefined, true, true, true],
  ['traceidratio', 0, false, false, false],
  ['parentbased_traceidratio', 0, false, true, false],
] as const)('%s (%s) keeps what it says', async (sampler, ratio, ofOurs, ofKept, ofUnkept) => {
  const traces = open({ endpoint: 'http://127.0.0.1:9', sampler, ratio });
  const isKept = (context: string | undefined) => traces.begin('request', context).context !== undefined;
  expect(isKept(undefined)).toBe(ofOurs);
  expect(isKept(sampled)).toBe(ofKept);
  expect(isKept(sampled.replace(/1$/, '0'))).toBe(ofUnkept);
  await traces[Symbol.asyncDispose]();
});

it('a part of the traces is kept, of those of one process too', async () => {
  const traces = open({ endpoint: 'http://127.0.0.1:9', sampler: 'traceidratio', ratio: 0.25 });
  const kept = Array.from({ length: 2_000 }, () => traces.begin('request', undefined).context).filter((context) => context !== undefined);
  expect(kept.length).toBeGreaterThan(350);
  expect(kept.length).toBeLessThan(650);
  await traces[Symbol.asyncDispose]();
});

it('a collector that hangs is waited for half a second by a stop, and holds as much as the queue does', async () => {
  let asked = 0;
  const endpoint = await listen(() => asked++);
  const clock = createVirtualClock();
  const metrics = createMetrics({ role: 'api', region: 'us' });
  const traces = open({ endpoint, clock, metrics });
  for (let count = 0; count < 20_000; count++) traces.begin('request', undefined).end();
  await expect.poll(() => asked).toBeGreaterThan(0);
  const stopped = traces[Symbol.asyncDispose]();
  let isStopped = false;
  void stopped.then(() => (isStopped = true));
  await clock.pass(499);
  expect(isStopped).toBe(false);
  await clock.pass(1);
  await stopped;
  // Whatever else there was is dropped where it came from.
  expect(asked).toBeLessThanOrEqual(6);
});

it('a collector that is gone is said once, and counted', async () => {
  const lines: string[] = [];
  const log = { ...silentLog, warn: (_: object, line: string) => lines.push(line) } as unknown as TracesOptions['log'];
  const metrics = createMetrics({ role: 'api', region: 'us' });
  const traces = open({ endpoint: await listen((_, answer) => answer.writeHead(401).end()), log, metrics });
  for (let round = 1; round <= 2; round++) {
    traces.begin('request', undefined).end();
    await expect.poll(() => metrics.text()).toContain(`trace_spans_total{result="lost",role="api",region="us"} ${round}`);
  }
  expect(lines).toHaveLength(1);
  await traces[Symbol.asyncDispose]();
});

function open(more: Partial<TracesOptions> & { endpoint: string }): Traces {
  return openTraces({
    role: 'api',
    region: 'us',
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics({ role: 'api', region: 'us' }),
    ...more,
  });
}

async function listen(handle: (body: string, answer: ServerResponse) => void): Promise<string> {
  const take = async (request: IncomingMessage, answer: ServerResponse) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    handle(body, answer);
  };
  server = createServer((request, answer) => void take(request, answer).catch(() => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
