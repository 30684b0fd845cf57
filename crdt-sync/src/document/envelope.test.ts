import { expect, it } from 'vitest';
import { fuzzDecoders } from '../../../proof/mesh-model/fuzz.ts';
import { decodeEnvelope, encodeEnvelope, outlineOf, redactEnvelope } from './envelope.ts';

it('mangled input is read or refused, and never anything else', () => {
  const cases = 5_000;
  const refused = fuzzDecoders(cases, 7);
  expect(refused).toBeGreaterThan(cases / 2);
  expect(refused).toBeLessThan(cases);
});

it('what is told is mended where it comes in, so that every table and mail takes it', () => {
  const id = '0198c0de-0000-7000-8000-000000000001';
  const fact = { type: 'incident-updated', incident: id, update: id, title: 'a\0b', status: 'resolved', impact: 'none', opened: false };
  const envelope = {
    v: 1,
    region: 'us',
    hlc: 1,
    at: 8_640_000_000_000_000,
    actor: 'later version',
    deps: {},
    page: id,
    ops: [{ doc: `incident:${id}`, kind: 'incident', page: id }],
    facts: [{ ...fact, body: 'half \uD83D' }],
    notify: { update: id, pageName: 'A\0cme', components: [id, 'no id'], fact: { ...fact, body: 'x' } },
  };
  const read = decodeEnvelope(new TextEncoder().encode(JSON.stringify(envelope)));
  expect(new Date(read.at).toISOString()).toBe('2200-12-31T23:59:59.999Z');
  expect(read.facts).toMatchObject([{ title: 'ab', body: 'half \uFFFD' }]);
  expect(read.notify).toMatchObject({ pageName: 'Acme', components: [id], fact: { title: 'ab' } });
});

it('the journey of a Change goes with it, and what is no journey spoils nothing', () => {
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const id = '0198c0de-0000-7000-8000-000000000001';
  const plain = { v: 1 as const, region: 'us', hlc: 1, at: 1, actor: 'a', deps: {}, page: id, facts: [], notify: null };
  const ops = [{ doc: `incident:${id}`, kind: 'incident', page: id, delta: new Uint8Array([1]) }];
  const bytes = encodeEnvelope({ ...plain, ops, trace });
  expect(decodeEnvelope(bytes).trace).toBe(trace);
  expect(outlineOf(bytes).trace).toBe(trace);
  expect(decodeEnvelope(redactEnvelope(bytes, new Set([`incident:${id}`]))).trace).toBe(trace);
  for (const wrong of [7, 'hello', 'x'.repeat(100_000), null, { trace }]) {
    const sent = new TextEncoder().encode(
      JSON.stringify({ ...plain, ops: [{ doc: `incident:${id}`, kind: 'incident', page: id }], trace: wrong }),
    );
    expect(decodeEnvelope(sent)).not.toHaveProperty('trace');
    expect(outlineOf(sent).trace).toBeUndefined();
  }
});
