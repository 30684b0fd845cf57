import { seededRandom } from '@pharos/core/random';
import { BadDocument } from '@pharos/resources/fold';
import { decodeEnvelope, encodeEnvelope } from '../../crdt-sync/src/document/envelope.ts';
import { foldState, mergeDelta, writeFields } from '../../crdt-sync/src/document/registers.ts';
import { decodeEntries, encodeEntries, Heartbeat, parse } from '../../crdt-sync/src/mesh/wire.ts';
import { payloadHash } from '../../crdt-sync/src/document/envelope.ts';

/** Mangles messages, envelopes and deltas: each must be read, or refused as what it is; anything else is thrown. Answers how many were refused. */
export function fuzzDecoders(cases: number, seed: number): number {
  const random = seededRandom(seed);
  const origin = 2 ** 26 + 5;
  const page = '0198c0de-0000-7000-8000-000000000001';
  const first = writeFields(new Uint8Array(), { name: 'API', status: 'operational' }, { origin, region: 1, hlc: 10 });
  const second = writeFields(first.state, { name: 'API 2' }, { origin, region: 1, hlc: 20 });
  const ops = [{ doc: 'component:x', kind: 'component', page, delta: second.delta }];
  const env = encodeEnvelope({ v: 1, region: 'us', hlc: 20, at: 1, actor: 'x', deps: { [origin]: 1 }, page, ops, facts: [], notify: null });
  const message = encodeEntries([{ origin, seq: 2, env, hash: payloadHash(env), page, outbox: null, redacted: false }])[0]!;
  const beat = JSON.stringify({ region: 'us', number: 1, vv: { [origin]: 2 }, at: 1 });
  const targets: [Uint8Array, (bytes: Uint8Array) => unknown][] = [
    [new TextEncoder().encode(message), decodeEntries],
    [new TextEncoder().encode(beat), (bytes) => parse(Heartbeat, bytes)],
    [env, decodeEnvelope],
    [second.delta, (bytes) => foldState(mergeDelta(first.state, bytes, origin))],
    [second.state, (bytes) => foldState(mergeDelta(new Uint8Array(), bytes, origin))],
  ];
  let refused = 0;
  for (let at = 0; at < cases; at++) {
    const [whole, read] = targets[at % targets.length]!;
    try {
      read(mangled(whole, random));
    } catch (error) {
      if (!(error instanceof BadDocument)) throw error;
      refused += 1;
    }
  }
  return refused;
}

function mangled(whole: Uint8Array, random: () => number): Uint8Array {
  const bytes = whole.slice();
  for (let change = 0; change < 1 + random() * 6; change++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  if (random() < 0.3) return bytes.subarray(0, Math.floor(random() * bytes.length));
  if (random() < 0.1) return new Uint8Array([...bytes, ...bytes]);
  return bytes;
}
