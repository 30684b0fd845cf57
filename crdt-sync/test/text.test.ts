import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { readView } from '@pharos/region/reading/view';
import { seededRandom } from '@pharos/core/random';
import * as Y from 'yjs';
import { linkBus, type Link } from '../../proof/mesh-bench/link-bus.ts';
import { deepCheck } from '../src/mesh/deep-check.ts';
import { purge } from '../src/mesh/purge.ts';
import { resync } from '../src/mesh/resync.ts';
import { readPostmortem } from '../src/mod.ts';
import { startSync } from '../src/role.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
const link: Link = { delayMs: 5, loss: 0, isCut: false, random: seededRandom(7) };
let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
let ap: TestRegion;
let page: string;
let incident: string;

beforeEach(async () => {
  link.isCut = false;
  world = await createWorld(3);
  [us, eu, ap] = world.regions as [TestRegion, TestRegion, TestRegion];
  for (const region of world.regions) {
    const others = world.regions.filter((other) => other !== region);
    const peers = others.map(({ kit, bus }) => ({ region: kit.region, number: kit.regionNumber, bus: linkBus(bus, link) }));
    region.sync = await startSync(region.kit, { sql: region.sql, bus: region.bus, peers });
  }
  ({ page } = await makePage(us.writer));
  incident = newId();
  await us.writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update: newId(),
      title: 'Down',
      impact: 'major',
      status: 'resolved',
      body: 'x',
      components: [],
      notify: false,
    },
    { actor },
  );
  await converged(world.regions);
});
afterEach(() => world[Symbol.asyncDispose]());

const edit = ({ writer }: TestRegion, what: { text?: string; base?: string; update?: string; published?: boolean }) =>
  writer.write({ type: 'edit-postmortem', page, incident, ...what }, { actor });
const read = async ({ sql }: TestRegion) => (await readPostmortem(sql, page, incident, seededRandom(1)))!;

it('three regions that cannot hear each other write one text: all words of all are in it, the same everywhere', async () => {
  const base = 'What: nothing yet.\nWhy: nothing yet.\nNext: nothing yet.\n';
  await edit(us, { text: base, published: true });
  await converged(world.regions);
  link.isCut = true;
  await Promise.all([
    edit(us, { text: base.replace('What: nothing yet', 'What: a disk broke'), base }),
    edit(eu, { text: base.replace('Why: nothing yet', 'Why: it was old'), base }),
    edit(ap, { text: base.replace('Next: nothing yet', 'Next: a new one'), base }),
  ]);
  link.isCut = false;
  await converged(world.regions, 20_000);
  const wanted = 'What: a disk broke.\nWhy: it was old.\nNext: a new one.\n';
  for (const region of world.regions) {
    expect((await read(region)).text).toBe(wanted);
    expect((await readView(region.sql, page))!.incidents[0]!.postmortem).toBe(wanted);
  }
});

it('a browser that had its text from one region sends what it typed to another', async () => {
  await edit(us, { text: 'Begun.' });
  await converged(world.regions);
  const { state, client } = await read(us);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  doc.getText('text').insert(6, ' Gone on.');
  const update = Buffer.from(Y.encodeStateAsUpdate(doc, before)).toString('base64');
  await Promise.all([edit(eu, { update }), edit(ap, { text: 'Well begun.', base: 'Begun.' })]);
  expect((await edit(eu, { update })).replayed).toBe(true);
  await converged(world.regions);
  expect((await read(us)).text).toBe('Well begun. Gone on.');
});

it('a text is compared, copied and forgotten like every document', async () => {
  await edit(us, { text: 'The secret was hunter2.', published: true });
  await converged(world.regions);
  const from = { region: 'us', number: 1, bus: us.bus };
  await ap.sql`update doc set state = ''::bytea, hash = ''::bytea where id = ${`text:${incident}`}`;
  await ap.sql`delete from incident_text`;
  // While something moves, as a claim that is confirmed, nothing is said.
  const checked = () => expect.poll(() => deepCheck(ap.sql, from));
  await checked().toEqual({ state: 'different', docs: [`text:${incident}`] });
  await resync(createPostgresStore(ap.sql), from);
  await checked().toEqual({ state: 'equal' });
  expect((await readView(ap.sql, page))!.incidents[0]!.postmortem).toContain('hunter2');

  await purge(createPostgresStore(us.sql), us.kit, `text:${incident}`);
  await converged(world.regions);
  for (const { sql } of world.regions) {
    expect((await readView(sql, page))!.incidents[0]).not.toHaveProperty('postmortem');
    expect(await sql`select 1 from log where position('hunter2' in encode(env, 'escape')) > 0`).toHaveLength(0);
  }
});
