import { newId } from '@pharos/core/id';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from '../../crdt-sync/test/world.ts';
import { adminKeyIn, askRegion } from './ask-region.ts';
import { bodyOf, leastOf, nameOf, operationsOf, type Operation } from './described.ts';

let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
let key: string;
const made: Record<string, string> = {};

beforeAll(async () => {
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
  made['page'] = (await makePage(us.writer)).page;
  key = await adminKeyIn(us);
  const said = { title: 'Down', body: 'We look.' };
  const times = { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' };
  const make = async (what: string, body: object) => String((await ask(us, 'POST', `/v1/pages/${made['page']}/${what}`, body)).json['id']);
  made['incident'] = await make('incidents', said);
  made['template'] = await make('templates', { ...said, name: 'Down' });
  made['maintenance'] = await make('maintenances', { ...said, ...times });
  await converged(world.regions);
});

afterAll(() => world[Symbol.asyncDispose]());

it('whatever is made under a key: the same request again, in another region, is the same thing; another one is refused, and told by what it differs', async () => {
  const all = await operationsOf({ ask: (method, path) => ask(us, method, path) as never });
  // A key's secret is shown once: it has a rule of its own.
  const isOfSecret = ({ responses }: Operation) =>
    responses['201']?.content?.['application/json']?.schema.properties?.['secret'] !== undefined;
  // Nor does a file make a thing of all regions, but a job of one: `subscription-imports.test.ts` sends it twice.
  const isOfFile = (each: Operation) => !bodyOf(each);
  const making = all.filter(
    (each) => each.parameters?.some(({ name }) => name === 'idempotency-key') && !isOfSecret(each) && !isOfFile(each),
  );
  expect(making.length).toBeGreaterThanOrEqual(7);
  const first = new Map<Operation, Awaited<ReturnType<typeof send>>>();
  for (const each of making) first.set(each, await send(us, each, bodyFor(each)));
  await converged(world.regions);
  for (const each of making) {
    const [body, answer] = [bodyFor(each), first.get(each)!];
    expect({ route: nameOf(each), status: answer.status, replayed: answer.replayed }).toEqual({
      route: nameOf(each),
      status: 201,
      replayed: null,
    });
    const again = await send(eu, each, body);
    expect({ status: again.status, id: again.json['id'], replayed: again.replayed }).toEqual({
      status: 201,
      id: answer.json['id'],
      replayed: 'true',
    });

    const field = Object.keys(body).find((name) => ['title', 'name', 'body'].includes(name))!;
    const other = await send(eu, each, { ...body, [field]: 'Something else' });
    expect({ route: nameOf(each), status: other.status, fields: other.json['fields'] }).toMatchObject({
      route: nameOf(each),
      status: 409,
      fields: [{ path: field }],
    });
    expect(other.json['detail']).toContain(field);
  }
});

it('a secret is not shown twice: the same request for a key is refused, here and in another region', async () => {
  const request = [us, 'POST', '/v1/keys', { name: 'CI', scopes: ['read'] }, { 'idempotency-key': 'once' }] as const;
  expect((await ask(...request)).status).toBe(201);
  await converged(world.regions);
  for (const region of [us, eu]) {
    const again = await ask(region, ...(request.slice(1) as [string, string, object, Record<string, string>]));
    expect({ status: again.status, secret: again.json['secret'] }).toEqual({ status: 409, secret: undefined });
    expect(again.json['detail']).toContain('shown once');
  }
});

it('what was edited or removed meanwhile, and a default that is said, do not make another request of it', async () => {
  const incidents = `/v1/pages/${made['page']}/incidents`;
  const body = { title: 'Slow', body: 'We look.', components: [] };
  const under = { 'idempotency-key': 'edited' };
  const { id } = (await ask(us, 'POST', incidents, body, under)).json;
  await ask(us, 'PATCH', `${incidents}/${String(id)}`, { title: 'Very slow', impact: 'critical' });
  const again = () => ask(us, 'POST', incidents, { ...body, components: undefined, impact: 'minor' }, under);
  expect(await again()).toMatchObject({ status: 201, json: { id }, replayed: 'true' });
  await ask(us, 'DELETE', `${incidents}/${String(id)}`);
  expect(await again()).toMatchObject({ status: 201, json: { id }, replayed: 'true' });
  const more = await ask(us, 'POST', incidents, { ...body, startedAt: '2026-01-01T00:00:00Z' }, under);
  expect(more).toMatchObject({ status: 409, json: { fields: [{ path: 'startedAt', message: 'was not sent the first time' }] } });
});

it('what was made before requests were kept is answered as it was', async () => {
  const [incident, update] = [newId(), newId()];
  const page = made['page']!;
  const change = { type: 'open-incident', page, incident, update, title: 'Old', body: 'x', impact: 'minor', status: 'identified' } as const;
  await us.writer.write({ ...change, components: [], notify: false }, { actor: 'test' });
  const again = await us.writer.write({ ...change, components: [], notify: false }, { actor: 'test', isRepeatable: true });
  expect(again.replayed).toBe(true);
});

function send(region: TestRegion, each: Operation, body: object) {
  const address = each.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => made[name] ?? `no ${name} was made for this test`);
  return ask(region, each.method, address, body, { 'idempotency-key': nameOf(each) });
}

function bodyFor(each: Operation): Record<string, unknown> {
  const least = leastOf(bodyOf(each)!);
  return { ...least, ...('slug' in least && { slug: 'again' }), ...('endsAt' in least && { endsAt: '2030-01-01T01:00:00Z' }) };
}

function ask(region: TestRegion, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  return askRegion(region, key, method, path, body, headers);
}
