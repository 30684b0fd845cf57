import type { Dialect } from './dialect.ts';
import { noSuch, type Call } from './call.ts';
import { findItem } from './incident-items.ts';
import { pagingOf, readPage } from './paging.ts';
import { notCarried } from './refusal.ts';
import { add, bodyOf, end, find, read } from './subscribers.ts';

const path = '/pages/:page/incidents/:incident/subscribers';

/** Who follows one incident, until it is over. */
export function incidentSubscriberRoutes({ on }: Dialect): void {
  on('GET', path, async (call) => {
    const { id, kind } = await findItem(call);
    if (kind === 'maintenance') return { body: [] };
    type Found = Awaited<ReturnType<typeof read>>;
    const found = await readPage<Found>(call, `/subscriptions?incident=${id}`, pagingOf(call, { names: ['limit', 'per_page'] }));
    return { body: found.filter(({ state }) => state !== 'ended').map(bodyOf) };
  });
  on('POST', path, async (call) => ({ status: 201, body: await add(call, await incidentOf(call)) }));
  on('GET', `${path}/:subscriber`, async (call) => ({ body: bodyOf(await own(call)) }));
  on('DELETE', `${path}/:subscriber`, async (call) => ({ body: await end(call, (await own(call)).id) }));
  on('POST', `${path}/:subscriber/resend_confirmation`, async (call) => {
    await call.ask('POST', `/subscriptions/${(await own(call)).id}/resend`, {});
    return { status: 201, body: {} };
  });
}

async function incidentOf(call: Call): Promise<string> {
  const { id, kind } = await findItem(call);
  if (kind === 'maintenance') throw notCarried('a maintenance is followed by following the page');
  return id;
}

async function own(call: Call) {
  const [incident, subscription] = [await incidentOf(call), await read(call, await find(call))];
  if (subscription.incident !== incident) throw noSuch('subscriber');
  return subscription;
}
