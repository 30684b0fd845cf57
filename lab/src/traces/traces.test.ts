import { expect, it } from 'vitest';
import { createTraceStore } from './store.ts';
import { waterfall } from './waterfall.ts';

const trace = 'a'.repeat(32);

it('a journey is drawn with each step below whoever it came from, in milliseconds', () => {
  const store = createTraceStore();
  store.take(sent('eu', 'sync', [span('3', '2', 'apply', 60, 72, { 'pharos.from': 'us' })]));
  store.take(
    sent('us', 'api', [
      span('1', undefined, 'request', 0, 20, { 'http.request.method': 'POST', 'http.response.status_code': 201 }),
      span('2', '1', 'write', 4, 12, { 'pharos.verb': 'open-incident', 'pharos.page': 'a page' }),
    ]),
  );
  const lines = waterfall(store.find(trace)!).split('\n');
  expect(lines[0]).toBe(`trace ${trace}: 3 spans in us, eu, 72.0 ms, page a page`);
  expect(lines[2]).toMatch(/^us {3}api {7}request POST 201 +0\.0 ms +20\.0 ms {2}█+$/);
  expect(lines[3]).toMatch(/^us {3}api {9}write open-incident +4\.0 ms +8\.0 ms/);
  expect(lines[4]).toMatch(/^eu {3}sync {10}apply from us +60\.0 ms +12\.0 ms/);
});

it('so many traces are kept, and the one that was heard of longest ago goes', () => {
  const store = createTraceStore();
  for (let at = 0; at < 300; at++) store.take(sent('us', 'api', [{ ...span('1', undefined, 'request', at, at + 1), traceId: nth(at) }]));
  expect(store.newest()).toHaveLength(200);
  expect(store.newest()[0]).toMatchObject({ traceId: nth(299), spans: 1 });
  expect(store.find(nth(99))).toBeUndefined();
  expect(store.find(nth(100))).toHaveLength(1);
});

it('a trace of very many spans is cut off, and what is no OTLP is refused', () => {
  const store = createTraceStore();
  for (let at = 0; at < 5; at++)
    store.take(
      sent(
        'us',
        'api',
        Array.from({ length: 1_000 }, () => span('1', undefined, 'provider', 0, 1)),
      ),
    );
  expect(store.find(trace)).toHaveLength(2_000);
  expect(() => store.take({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'no' }] }] }] })).toThrow();
});

function nth(at: number): string {
  return at.toString(16).padStart(32, '0');
}

function span(
  id: string,
  parent: string | undefined,
  name: string,
  from: number,
  to: number,
  attributes: Record<string, string | number> = {},
) {
  return {
    traceId: trace,
    spanId: id.padStart(16, '0'),
    parentSpanId: parent?.padStart(16, '0'),
    name,
    startTimeUnixNano: `${from}000000`,
    endTimeUnixNano: `${to}000000`,
    attributes: attributesOf(attributes),
  };
}

function sent(region: string, role: string, spans: object[]) {
  return {
    resourceSpans: [{ resource: { attributes: attributesOf({ 'pharos.region': region, 'pharos.role': role }) }, scopeSpans: [{ spans }] }],
  };
}

function attributesOf(values: Record<string, string | number>) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
  }));
}
