import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { seededRandom } from '@pharos/core/random';
import { subject } from '@pharos/core/subject';
import { until } from '@pharos/core/testing/until';
import { nothingYet } from '@pharos/region/telling/own';
import { beginTellings } from '@pharos/region/telling/own-rows';
import { linkBus, type Link } from '../../proof/mesh-bench/link-bus.ts';
import { runNotifyCommand } from '../src/commands/commands.ts';
import { setMember } from '../src/mesh/members.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { startSync } from '../src/role.ts';
import { createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
let [us, eu, ap]: TestRegion[] = [];
const links = new Map<string, Link>();
const isolate = (region: string) => links.forEach((each, key) => (each.isCut = key.split('>').includes(region)));
const heal = () => links.forEach((each) => (each.isCut = false));
const start = async (region: TestRegion) => {
  const peers = world.regions
    .filter((other) => other !== region)
    .map((other, at) => {
      const over: Link = { delayMs: 10, loss: 0, isCut: false, random: seededRandom(region.kit.regionNumber * 10 + at) };
      links.set(`${other.kit.region}>${region.kit.region}`, over);
      return { region: other.kit.region, number: other.kit.regionNumber, bus: linkBus(other.bus, over) };
    });
  region.sync = await startSync(region.kit, { sql: region.sql, bus: region.bus, peers });
};
const stop = async (region: TestRegion) => {
  await region.sync?.[Symbol.asyncDispose]();
  region.sync = undefined;
};

beforeEach(async () => {
  world = await createWorld(3);
  [us, eu, ap] = world.regions;
  for (const region of world.regions) await start(region);
  await until('each reaches the others', async () => (await Promise.all(world.regions.map(reached))).every((each) => each === 'majority'));
});
afterEach(() => world[Symbol.asyncDispose]());

const reached = async ({ sql }: TestRegion) => (await sql<{ telling: string | null }[]>`select telling from mesh_state`)[0]!.telling;

async function post(region: TestRegion, page: string): Promise<string> {
  const update = newId();
  await region.writer.write(
    {
      type: 'open-incident',
      page,
      incident: newId(),
      update,
      title: 'Down',
      impact: 'major',
      status: 'investigating',
      body: 'x',
      components: [],
      notify: true,
    },
    { actor: 'test' },
  );
  return update;
}
/** On a busy machine an answer may be so late for a moment that a region believes to be alone. */
async function postShared(region: TestRegion, page: string): Promise<string> {
  for (;;) {
    const update = await post(region, page);
    if ((await modeIn(region, update)) === 'majority') return update;
  }
}
const modeIn = async ({ sql }: TestRegion, update: string) =>
  (await sql<{ telling: string | null }[]>`select telling from notify_job where update = ${update}`)[0]?.telling;
const tellingIn = async ({ sql }: TestRegion, update: string) =>
  (
    await sql<{ teller: string; epoch: number; acked: boolean; doubt: string | null }[]>`
    select teller, epoch, acked_step >= step as acked, own ->> 'doubtTo' as doubt from telling where update = ${update}`
  )[0];

/** What a notifier leaves behind that has asked for its first part. */
async function report(region: TestRegion, update: string, reservedTo: string): Promise<void> {
  const { sql, bus, kit } = region;
  await beginTellings(sql, kit.region, [{ update, telling: 'majority' }], Date.now());
  await sql`
    update telling set report_epoch = 0, reported_by = ${kit.region}, step = step + 1, reserved_to = ${reservedTo},
      own = ${sql.json({ ...nothingYet, asked: [reservedTo], askedStep: 1 } as never)}
    where update = ${update} and teller = ${kit.region}`;
  bus.publish(subject.report, '');
}

it('what is written says by which rule it is told: with a majority, or alone while none is reached', async () => {
  const { page } = await makePage(us!.writer);
  const shared = await postShared(us!, page);
  await until('all have it', async () =>
    (await Promise.all(world.regions.map((each) => modeIn(each, shared)))).every((each) => each === 'majority'),
  );
  isolate('us');
  await until('us knows that it is alone', async () => (await reached(us!)) === 'alone');
  await until('the others have their majority', async () =>
    (await Promise.all([eu!, ap!].map(reached))).every((each) => each === 'majority'),
  );
  const alone = await post(us!, page);
  expect(await modeIn(us!, alone)).toBe('alone');
  heal();
  await until('it says so in the others', async () =>
    (await Promise.all([eu!, ap!].map((each) => modeIn(each, alone)))).every((each) => each === 'alone'),
  );
});

it('the next region goes on with what a dead one has reserved, and that one stops when it is back', async () => {
  const { page } = await makePage(us!.writer);
  const update = await postShared(us!, page);
  const somebody = newId();
  await report(us!, update, somebody);
  await until('a majority has it', async () => (await tellingIn(us!, update))?.acked === true);
  await until('all know the update', async () => (await Promise.all([eu!, ap!].map((each) => modeIn(each, update)))).every(Boolean));
  await stop(us!);
  await until('eu tells it, and a majority knows', async () => {
    const [here, there] = [await tellingIn(eu!, update), await tellingIn(ap!, update)];
    return here?.teller === 'eu' && here.acked && there?.teller === 'eu';
  });
  expect(await tellingIn(eu!, update)).toMatchObject({ epoch: 1, doubt: somebody });
  await start(us!);
  await report(us!, update, somebody);
  await until('us stops', async () => (await tellingIn(us!, update))?.teller === 'eu');
});

it('what a region told alone goes on only once a person has declared it dead', async () => {
  const { page } = await makePage(us!.writer);
  isolate('us');
  await until('us knows that it is alone', async () => (await reached(us!)) === 'alone');
  const update = await post(us!, page);
  heal();
  await until('eu has it', async () => (await modeIn(eu!, update)) === 'alone');
  await stop(us!);
  expect(await tellingIn(eu!, update)).toBeUndefined();
  await setMember(createPostgresStore(ap!.sql), ap!.kit, { region: 'us', number: 1 }, 'dead');
  await until('eu, the next by number, tells it', async () => (await tellingIn(eu!, update))?.teller === 'eu');
});

it('an operator’s order is carried out at once, also of a region that is heard', async () => {
  const { page } = await makePage(us!.writer);
  const update = await postShared(us!, page);
  await until('ap has it', async () => (await modeIn(ap!, update)) === 'majority');
  const env = { REGION: 'ap', REGION_NUMBER: '3', DATABASE_URL: ap!.database.url };
  expect(await runNotifyCommand(['takeover', 'us', '--json'], env)).toBe(0);
  expect(await tellingIn(ap!, update)).toMatchObject({ teller: 'ap', epoch: 1 });
  expect(await tellingIn(us!, update)).toMatchObject({ teller: 'ap', epoch: 1 });
  expect(await runNotifyCommand(['takeover', 'nowhere'], env)).toBe(2);
});
