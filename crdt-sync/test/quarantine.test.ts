import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { seededRandom } from '@pharos/core/random';
import { subject } from '@pharos/core/subject';
import { until } from '@pharos/core/testing/until';
import { encodeEnvelope, envelopeBytesMax, payloadHash, type Envelope } from '../src/document/envelope.ts';
import { encodeEntries } from '../src/mesh/wire.ts';
import type { LogEntry } from '../src/store/store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
let page: string;
beforeEach(async () => {
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
  ({ page } = await makePage(us.writer));
  await converged(world.regions);
});
afterEach(() => world[Symbol.asyncDispose]());

const usOrigin = async () => (await us.sql<{ origin: number; seq: number }[]>`select origin, seq from vv where seq > 0`)[0]!;
const envelope = (change: Partial<Envelope> = {}): Envelope => ({
  v: 1,
  region: 'us',
  hlc: 1,
  at: 1,
  actor: 'stranger',
  deps: {},
  page,
  ops: [{ doc: `component:${newId()}`, kind: 'component', page, delta: new Uint8Array([0, 0]) }],
  facts: [],
  notify: null,
  ...change,
});
const entry = (origin: number, seq: number, env: Uint8Array): LogEntry => ({
  origin,
  seq,
  env,
  hash: payloadHash(env),
  page,
  outbox: null,
  redacted: false,
});
const send = (message: string) => us.bus.publish(subject.log('us'), message);
const counted = async (reason: string) => {
  await until(`${reason} is counted and kept`, async () => {
    const text = await eu.kit.metrics.text();
    const kept = await eu.sql`select 1 from quarantine where reason = ${reason}`;
    return new RegExp(`mesh_quarantined_total\\{[^}]*reason="${reason}"[^}]*\\} [1-9]`).test(text) && kept.length > 0;
  });
};
// Whatever was sent, the mesh goes on, and both regions say the same.
const goesOn = async (): Promise<boolean> => {
  await us.writer.write(
    { type: 'create-component', page, component: newId(), name: 'later', description: '', group: null, status: 'operational' },
    { actor: 'test' },
  );
  await converged(world.regions);
  return (await eu.sql`select 1 from component where page = ${page} and name = 'later'`).length === 1;
};

it('a truncated message is refused and counted', async () => {
  send('{"entries":[{"o":');
  await counted('truncated');
  expect(await goesOn()).toBe(true);
});

it('a message of another shape is refused', async () => {
  send(JSON.stringify({ entries: [{ o: -1, s: 'x', h: '', e: 5 }] }));
  await counted('malformed');
  expect(await goesOn()).toBe(true);
});

it('a payload that is not the one it names is refused', async () => {
  const { origin, seq } = await usOrigin();
  for (const message of encodeEntries([{ ...entry(origin, seq + 1, encodeEnvelope(envelope())), hash: '0'.repeat(32) }])) send(message);
  await counted('damaged');
  expect(await goesOn()).toBe(true);
});

it('an envelope that is none, or too large, is refused though its hash is right', async () => {
  const { origin, seq } = await usOrigin();
  for (const message of encodeEntries([entry(origin, seq + 1, new TextEncoder().encode('{"v":1}'))])) send(message);
  await counted('malformed');
  for (const message of encodeEntries([entry(origin, seq + 1, new Uint8Array(envelopeBytesMax + 1))])) send(message);
  await counted('oversized');
  expect(await goesOn()).toBe(true);
});

it('an origin of no member region is refused', async () => {
  for (const message of encodeEntries([entry(50 * 2 ** 26 + 1, 1, encodeEnvelope(envelope()))])) send(message);
  await counted('unknown-origin');
  expect(await goesOn()).toBe(true);
});

it('another payload for a known place in the log raises an alarm and changes nothing', async () => {
  const { origin } = await usOrigin();
  for (const message of encodeEntries([entry(origin, 1, encodeEnvelope(envelope()))])) send(message);
  await counted('other-payload');
  expect(await goesOn()).toBe(true);
});

it('entries under our own origin, from somebody else, are refused', async () => {
  await eu.writer.write(
    { type: 'create-component', page, component: newId(), name: 'eu', description: '', group: null, status: 'operational' },
    { actor: 'test' },
  );
  await converged(world.regions);
  const [own] = await eu.sql<{ origin: number }[]>`select origin from incarnation`;
  for (const message of encodeEntries([entry(own!.origin, 999, encodeEnvelope(envelope()))])) send(message);
  await counted('forged-sequence');
  expect(await goesOn()).toBe(true);
});

it('a document that cannot take its update is quarantined; its envelope’s neighbours and its region go on', async () => {
  const good = newId();
  // What a faulty relay of us would write: an update that Yjs cannot read, in the region's own log.
  await us.writer.write(
    { type: 'create-component', page, component: good, name: 'good', description: '', group: null, status: 'operational' },
    { actor: 'test' },
  );
  await converged(world.regions);
  const [own] = await us.sql<{ origin: number }[]>`select origin from incarnation`;
  const poison = encodeEnvelope(
    envelope({ ops: [{ doc: `component:${good}`, kind: 'component', page, delta: new Uint8Array([9, 9, 9, 9]) }] }),
  );
  await us.sql`insert into outbox (origin, page, env) values (${own!.origin}, ${page}, ${Buffer.from(poison)})`;
  us.bus.publish(subject.outbox, '');
  await counted('unreadable');
  expect(await eu.sql`select 1 from doc where quarantined and id = ${`component:${good}`}`).toHaveLength(1);
  expect(await goesOn()).toBe(true);
});

it('a document that lacks what its update builds on is completed from its writer, and let out again', async () => {
  const [api] = await us.sql<{ id: string }[]>`select id from component where page = ${page} order by name limit 1`;
  const doc = `component:${api!.id}`;
  // As if what came before had been fetched without its payload, and the reason for that been forgotten by everybody.
  await eu.sql`update doc set state = ''::bytea, hash = ''::bytea where id = ${doc}`;
  await us.writer.write({ type: 'edit-component', page, component: api!.id, name: 'whole again' }, { actor: 'test' });
  await until(
    'it is taken',
    async () => (await eu.sql`select 1 from component where id = ${api!.id} and name = 'whole again'`).length === 1,
  );
  await converged(world.regions);
  expect(await eu.kit.metrics.text()).toMatch(/mesh_quarantined_total\{[^}]*reason="pending"[^}]*\} 1/);
  expect(await eu.sql`select 1 from quarantine`).toHaveLength(0);
  expect(await eu.sql`select 1 from doc where quarantined`).toHaveLength(0);
});

it('an envelope of an unknown kind is carried, for the version that knows it', async () => {
  const [own] = await us.sql<{ origin: number }[]>`select origin from incarnation`;
  const strange = envelope({ ops: [{ doc: 'poll:1', kind: 'poll', page, delta: await deltaOf(own!.origin) }] });
  await us.sql`insert into outbox (origin, page, env) values (${own!.origin}, ${page}, ${Buffer.from(encodeEnvelope(strange))})`;
  us.bus.publish(subject.outbox, '');
  await until('eu carries it', async () => (await eu.sql`select 1 from doc where id = 'poll:1' and unprojected`).length === 1);
  expect(await eu.sql`select 1 from quarantine`).toHaveLength(0);
});

it('two thousand mangled messages: never a crash, never divergence', async () => {
  const random = seededRandom(11);
  const { origin, seq } = await usOrigin();
  const whole = encodeEntries([entry(origin, seq + 1, encodeEnvelope(envelope()))])[0]!;
  for (let at = 0; at < 2_000; at++) {
    const bytes = new TextEncoder().encode(whole);
    for (let change = 0; change <= random() * 4; change++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    us.bus.publish(subject.log('us'), bytes.subarray(0, random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length));
  }
  expect(await goesOn()).toBe(true);
});

async function deltaOf(origin: number): Promise<Uint8Array> {
  const { writeFields } = await import('../src/document/registers.ts');
  return writeFields(new Uint8Array(), { question: 'which?' }, { origin, region: 1, hlc: 5 }).delta;
}
