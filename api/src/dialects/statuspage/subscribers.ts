import { normalAddress, secretChannels } from '@pharos/resources/channels/addresses';
import { Channel } from '@pharos/core/channel';
import { codeOf } from '@pharos/resources/statuspage/code';
import { z } from 'zod';
import { subscriptionId } from '../../routes/subscriptions.ts';
import type { Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { pageMax, pagingOf, readPage } from './paging.ts';
import { BadRequest, notCarried } from './refusal.ts';
import { readComponents, type Stage } from './stage.ts';
import { Flag, maybe, Text, Texts } from './values.ts';

interface Subscription {
  id: string;
  channel: Channel;
  address: string;
  state: 'pending' | 'active' | 'ended';
  components: string[];
  incident: string | null;
  createdAt: string;
}

const Said = z.object({
  email: maybe(Text),
  endpoint: maybe(Text),
  phone_country: maybe(Text),
  phone_number: maybe(Text),
  skip_confirmation_notification: maybe(Flag),
  page_access_user: maybe(Text),
  component_ids: Texts,
});

const ours = { unconfirmed: 'pending', active: 'active', unsubscribed: 'ended' } as const;
const modes = ['email', 'sms', 'webhook', 'slack', 'teams', 'integration_partner'] as const;
type Mode = (typeof modes)[number];
/** What has no name there comes by way of somebody else. */
const modeOf = (channel: string): Mode => modes.find((mode) => mode === channel) ?? 'integration_partner';
const path = '/pages/:page/subscribers';

export function subscriberRoutes({ on }: Dialect): void {
  on('GET', path, async (call) => {
    const state = call.query('state') ?? 'active';
    return { body: await list(call, state === 'all' ? undefined : state) };
  });
  on('GET', `${path}/unsubscribed`, async (call) => ({ body: await list(call, 'unsubscribed') }));
  on('GET', `${path}/count`, async (call) => {
    const counts = await countsOf(call);
    const [type, state = 'active'] = [call.query('type'), call.query('state')];
    const wanted = modes.filter((mode) => type === undefined || mode === type);
    return {
      body: Object.fromEntries(wanted.map((mode) => [mode, Object.entries(counts(mode)).find(([name]) => name === state)?.[1] ?? 0])),
    };
  });
  on('GET', `${path}/histogram_by_state`, async (call) => {
    const counts = await countsOf(call);
    return { body: Object.fromEntries(modes.map((mode) => [mode, counts(mode)])) };
  });
  on('POST', path, async (call) => ({ status: 201, body: await add(call, null) }));

  /** `usual`: of which state those are that are meant by `all`, where nothing else is said. */
  const inBulk = (verb: string, usual: keyof typeof ours, act: (call: Call, subscription: string) => Promise<unknown>) =>
    on('POST', `${path}/${verb}`, async (call) => {
      for (const id of await namedInBulk(call, usual)) await act(call, id);
      return { status: 201, body: {} };
    });
  inBulk('unsubscribe', 'active', (call, id) => call.ask('DELETE', `/subscriptions/${id}`));
  inBulk('resend_confirmation', 'unconfirmed', (call, id) => call.ask('POST', `/subscriptions/${id}/resend`, {}));
  inBulk('reactivate', 'unsubscribed', async (call, id) => {
    const { channel, address, components, incident } = await read(call, id);
    if (secretChannels.includes(channel)) throw notCarried(`an address of ${channel} is a secret: whoever has it signs up with it`);
    await call.ask('POST', '/subscriptions', { channel, address, components, ...(incident === null ? {} : { incident }) });
  });

  on('GET', `${path}/:subscriber`, async (call) => ({ body: bodyOf(await read(call, await find(call))) }));
  on('PATCH', `${path}/:subscriber`, async (call) => {
    const Chosen = z.object({ component_ids: Texts });
    const { subscriber, component_ids: codes = subscriber?.component_ids } = await call.all(
      Chosen.extend({ subscriber: Chosen.optional() }),
    );
    const id = await find(call);
    const components = codes && componentIds(await readComponents(call), codes);
    if (components) await call.ask('PATCH', `/subscriptions/${id}`, { components });
    return { body: bodyOf(await read(call, id)) };
  });
  on('DELETE', `${path}/:subscriber`, async (call) => ({ body: await end(call, await find(call)) }));
  on('POST', `${path}/:subscriber/resend_confirmation`, async (call) => {
    await call.ask('POST', `/subscriptions/${await find(call)}/resend`, {});
    return { status: 201, body: {} };
  });
}

/** Signs somebody up for the page, or for one incident of it; asked first, unless that is not wanted. */
export async function add(call: Call, incident: string | null) {
  const said = await call.said('subscriber', Said);
  if (said.page_access_user !== undefined) throw notCarried('page_access_user');
  const { channel, address } = addressIn(said);
  const components =
    said.component_ids && said.component_ids.length > 0 ? componentIds(await readComponents(call), said.component_ids) : [];
  const ask = said.skip_confirmation_notification !== true;
  // Whoever signs up a webhook by these words has a receiver that was written for them.
  const shape = channel === 'webhook' ? { shape: 'statuspage' } : {};
  await call.ask('POST', '/subscriptions', { channel, address, components, ask, ...shape, ...(incident === null ? {} : { incident }) });
  const signUp = { page: call.page, channel, address: normalAddress(channel, address), incident };
  return bodyOf(await read(call, subscriptionId(signUp)));
}

/** A webhook brings the mail address of whoever is to be told if it fails along: here they look at the page. */
function addressIn({ endpoint, email, phone_country: country, phone_number: number }: z.infer<typeof Said>) {
  if (endpoint !== undefined) return { channel: 'webhook' as const, address: endpoint };
  if (number !== undefined) return { channel: 'sms' as const, address: phoneOf(country, number) };
  if (email !== undefined) return { channel: 'email' as const, address: email };
  throw new BadRequest('param is missing or the value is empty: subscriber[email], [endpoint] or [phone_number]');
}

// Of a country by its letters nothing is known here but its name: numbers that say their own country are taken as they are.
function phoneOf(country: string | undefined, number: string): string {
  const digits = number.replaceAll(/[\s().-]/g, '');
  if (digits.startsWith('+')) return digits;
  if (country?.toUpperCase() === 'US' || country?.toUpperCase() === 'CA') return `+1${digits}`;
  throw new BadRequest('phone_number must begin with its country, like +491701234567');
}

export function componentIds(stage: Stage, codes: readonly string[]): string[] {
  return codes.map((code) => stage.component(code).id);
}

export async function read(call: Call, id: string): Promise<Subscription> {
  return call.ask<Subscription>('GET', `/subscriptions/${id}`);
}

/** Nothing is sent to it any more; told as it was. */
export async function end(call: Call, id: string) {
  const before = await read(call, id);
  await call.ask('DELETE', `/subscriptions/${id}`);
  return bodyOf(before);
}

export async function find(call: Call, name = call.param('subscriber')): Promise<string> {
  return (await call.ask<{ id: string }>('GET', `/subscription-codes/${encodeURIComponent(name)}`)).id;
}

async function list(call: Call, state: string | undefined) {
  const at = pathOf({ q: call.query('q'), type: call.query('type'), state });
  if (at === undefined) return [];
  const paging = pagingOf(call, { from: 0, names: ['limit', 'per_page'] });
  return (await readPage<Subscription>(call, at, paging)).map(bodyOf);
}

/** Our list of those; undefined: of what is not there, there are none. */
function pathOf({ q, type, state }: { q?: string | undefined; type?: string | undefined; state?: string | undefined }): string | undefined {
  // Of those that come by way of somebody else there are several here: they are in the list of all.
  if (type !== undefined && !Channel.options.some((channel) => channel === type && modeOf(channel) === type)) return undefined;
  if (state !== undefined && !Object.hasOwn(ours, state)) return undefined;
  const words = q?.trim();
  const query = new URLSearchParams({
    ...(words && { search: words }),
    ...(type !== undefined && { channel: type }),
    ...(state !== undefined && { state: ours[state as keyof typeof ours] }),
  });
  return `/subscriptions?${query.toString()}`;
}

const Bulk = z.object({ subscribers: z.union([z.literal('all'), Texts]), type: maybe(Text), state: maybe(Text) });
// Each is a write of its own, and the answer waits for the last: some seconds.
const allMax = 500;

async function namedInBulk(call: Call, usual: keyof typeof ours): Promise<string[]> {
  const { subscribers, type, state = usual } = await call.all(Bulk);
  if (subscribers === undefined) throw new BadRequest('param is missing or the value is empty: subscribers');
  if (subscribers === 'all') return allOf(call, pathOf({ type, state }));
  if (subscribers.length > pageMax) throw new BadRequest(`subscribers has more than ${pageMax} entries`);
  const ids: string[] = [];
  for (const name of subscribers) ids.push(await find(call, name));
  return ids;
}

async function allOf(call: Call, at: string | undefined): Promise<string[]> {
  if (at === undefined) return [];
  const ids: string[] = [];
  for (let page = 0; ids.length <= allMax; page++) {
    const found = await readPage<Subscription>(call, at, { page, size: pageMax });
    ids.push(...found.map(({ id }) => id));
    if (found.length < pageMax) return ids;
  }
  throw notCarried(`more than ${allMax} subscribers at once`);
}

async function countsOf(call: Call) {
  const { channels } = await call.ask<{ channels: { channel: string; pending: number; active: number }[] }>('GET', '/subscriptions/counts');
  return (mode: string) => {
    const of = channels.filter(({ channel }) => modeOf(channel) === mode);
    const [active, pending] = [sumOf(of.map((each) => each.active)), sumOf(of.map((each) => each.pending))];
    return { active, unconfirmed: pending, quarantined: 0, total: active + pending };
  };
}

function sumOf(counts: number[]): number {
  return counts.reduce((sum, each) => sum + each, 0);
}

export function bodyOf({ id, channel, address, components, createdAt }: Subscription) {
  const isOf = (each: Channel) => (channel === each ? address : null);
  return {
    id: codeOf(id),
    skip_confirmation_notification: false,
    mode: modeOf(channel),
    email: isOf('email'),
    endpoint: isOf('webhook'),
    phone_number: isOf('sms'),
    phone_country: null,
    display_phone_number: isOf('sms'),
    obfuscated_channel_name: null,
    workspace_name: null,
    quarantined_at: null,
    purge_at: null,
    components: components.map(codeOf),
    page_access_user_id: null,
    created_at: createdAt,
  };
}
