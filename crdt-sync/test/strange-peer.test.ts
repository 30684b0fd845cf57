import { afterEach, beforeEach, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { PageEvent } from '@pharos/resources/fact';
import { newId } from '@pharos/core/id';
import { readNotifyJobs } from '@pharos/region/reading/notify-jobs';
import { readPageEventsSince } from '@pharos/region/reading/page-events';
import { readView } from '@pharos/region/reading/view';
import { componentStatuses, impacts, incidentStatuses } from '@pharos/core/severity';
import { View } from '@pharos/resources/view';
import { resources } from '@pharos/resources/registry';
import { foldState, writeFields } from '../src/document/registers.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { writeDoc } from '../src/write/write-doc.ts';
import { subject } from '@pharos/core/subject';
import type { Json } from '@pharos/resources/fold';
import { docRef } from '@pharos/resources/kind';
import type { DocKind } from '@pharos/resources/registry';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

// Of each kind; what is written to documents is merged into those that are there.
const writes = 120;
const envelopes = 60;

let world: TestWorld;
let us: TestRegion;
beforeEach(async () => {
  world = await createWorld(2);
  await world.start();
  us = world.regions[0]!;
});
afterEach(() => world[Symbol.asyncDispose]());

const wellFormed = fc.string({ unit: 'grapheme' }).map((text) => text.toWellFormed());
const odd = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    '0001-01-01T00:00:00+14:00',
    '+275760-09-13T00:00:00Z',
    'infinity',
    '-infinity',
    'NaN',
    '__proto__',
    'x'.repeat(5_000),
  ),
  wellFormed,
);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: odd },
  fc.constantFrom(...componentStatuses, ...incidentStatuses, ...impacts),
  fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.parse(JSON.stringify(json)) as Json),
);
const names = [
  'name',
  'title',
  'slug',
  'order',
  'status',
  'impact',
  'startedAt',
  'endsAt',
  'createdAt',
  'timeZone',
  'components',
  'removed',
];
const more = [
  'deleted',
  'private',
  'tokensFrom',
  'domain',
  'address',
  'channel',
  'asked',
  'hash',
  'scopes',
  'confirmed',
  'published',
  'later',
];
const entry = fc.record(
  { status: value, impact: value, body: value, at: value, seen: value, components: value, later: value },
  { requiredKeys: [] },
) as fc.Arbitrary<Json>;
const fields = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...names, ...more), value),
      fc.tuple(
        fc.constantFrom(`u/${newId()}`, 'u/no-id', `b/${newId()}`, `claim/${newId()}`, 'claim/x', 'm/eu/9', 'vote/1'),
        fc.oneof(entry, value),
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((pairs): Record<string, Json> => Object.fromEntries(pairs));

const fact = fc.record({
  type: fc.constantFrom('incident-updated', 'maintenance-updated', 'component-changed', 'of a later version'),
  incident: odd,
  update: odd,
  title: odd,
  status: fc.constantFrom('resolved', 'scheduled', 'operational', 'later'),
  impact: fc.constantFrom('minor', 'later'),
  body: odd,
  name: odd,
  component: odd,
  maintenance: odd,
  opened: fc.boolean(),
});

it('whatever a region of another version writes, nothing stops, and every region says the same', async () => {
  const { page, api } = await makePage(us.writer);
  const [incident, maintenance] = [newId(), newId()];
  const opened = { title: 'Down', impact: 'major', status: 'investigating', body: 'x', components: [], notify: false } as const;
  await us.writer.write({ type: 'open-incident', page, incident, update: newId(), ...opened, components: [] }, { actor: 'test' });
  const seed = 2_118_519_119; // it found a fault once; another one throws other things
  process.stdout.write(`strange peer seed ${seed}\n`);
  const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number) => fc.sample(arbitrary, { numRuns: count, seed });
  const store = createPostgresStore(us.sql);
  const known: Partial<Record<DocKind, string[]>> = { page: [page], component: [api], incident: [incident], maintenance: [maintenance] };
  const kinds = resources.map(({ kind }) => kind).filter((kind) => kind !== 'text' && kind !== 'members');
  const names = fc.constantFrom(newId(), newId(), 'no-id', 'Ünï', 'x'.repeat(200));
  const place = fc.tuple(fc.constantFrom(...kinds), fc.boolean(), names);
  for (const [[kind, isKnown, name], said] of sample(fc.tuple(place, fields), writes)) {
    const ref = docRef(kind, (isKnown ? known[kind]?.[0] : undefined) ?? name, kind === 'slug' || kind === 'domain' ? null : page);
    // Text that this region's own code would refuse as well is not written by any version.
    await writeDoc(store, us.kit, ref, () => said);
  }
  const [own] = await us.sql<{ origin: number }[]>`select origin from incarnation`;
  for (const [facts, at, component] of sample(fc.tuple(fc.array(fact, { maxLength: 3 }), fc.integer(), odd), envelopes)) {
    const ref = docRef('component', newId(), page);
    const { state, delta } = writeFields(new Uint8Array(), { name: 'made', order: 'm' }, { origin: own!.origin, region: 1, hlc: 5 });
    await store.transact(async (tx) => {
      const doc = (await tx.lockDocs([ref], [ref])).get(ref.id)!;
      await tx.saveDocs([{ doc: { ...doc, state, hlc: 5 }, before: new Map(), after: foldState(state) }]);
    });
    const envelope = {
      v: 1,
      region: 'us',
      hlc: 5,
      at: Math.abs(at) * 1_000_000,
      actor: 'later',
      deps: {},
      page,
      ops: [{ doc: ref.id, kind: 'component', page, u: Buffer.from(delta).toString('base64'), later: true }],
      facts,
      notify: { update: newId(), pageName: component, components: [component, api], fact: facts[0] ?? null, later: 1 },
      later: 'unknown',
    };
    await us.sql`insert into outbox (origin, page, env) values (${own!.origin}, ${page}, ${Buffer.from(JSON.stringify(envelope))})`;
  }
  us.bus.publish(subject.outbox, '');
  // Of a document that says what cannot be read a writer is told so.
  const answered = await us.writer.write({ type: 'edit-component', page, component: api, name: 'mine' }, { actor: 'test' }).then(
    () => 'written',
    (error: { code?: string }) => error.code,
  );
  expect(answered).toMatch(/^(written|unavailable)$/);
  await us.writer.write(
    { type: 'create-component', page, component: newId(), name: 'after all', description: '', group: null, status: 'operational' },
    { actor: 'test' },
  );
  await converged(world.regions, 20_000); // before any deep check
  for (const { sql } of world.regions) {
    await expect.poll(async () => (await readView(sql, page))?.components.some(({ name }) => name === 'after all')).toBe(true);
    const view = JSON.parse(JSON.stringify(await readView(sql, page))) as unknown;
    expect(View.safeParse(view).error?.message).toBeUndefined();
    const since = await readPageEventsSince(sql, page, {}, 10_000);
    for (const event of since.kind === 'events' ? since.events : [])
      expect(PageEvent.safeParse(JSON.parse(JSON.stringify(event))).error?.message).toBeUndefined();
    expect(await readNotifyJobs(sql, 'us', { limit: 1_000 })).toBeInstanceOf(Array);
    const set = await sql<{ reason: string; detail: string }[]>`select reason, detail from quarantine`;
    expect(set).toEqual([]);
  }
});
