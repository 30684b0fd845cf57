import { setTimeout as pause } from 'node:timers/promises';
import { inviteBeside, linkBeside } from '@pharos/api/invite-beside';
import { hashKey } from '@pharos/api/key';
import { readPerson } from '@pharos/region/reading/people';
import { personId } from '@pharos/resources/person/fields';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { createWriter } from '@pharos/crdt-sync';
import { demoPageOf, keyId } from './keys.ts';
import { consoleUrl } from './role-settings.ts';
import type { Shared } from './site.ts';
import { observerKit } from './observer-kit.ts';
import type { Region } from './region.ts';
import type { World } from './world.ts';

export interface Demo {
  page: string;
  slug: string;
  key: string;
  isNew: boolean;
  /** Signs the owner in, once; undefined: they have signed in before. */
  ownerLink: string | undefined;
}

const slug = 'demo';

const components = [
  { name: 'API', group: 'Core', description: 'REST and webhooks' },
  { name: 'Dashboard', group: 'Core', description: 'app.example.com' },
  { name: 'Authentication', group: 'Core', description: 'Sign-in and single sign-on' },
  { name: 'Payments', group: 'Commerce', description: 'Cards and transfers' },
  { name: 'Checkout', group: 'Commerce', description: 'Shops of our customers' },
  { name: 'Email delivery', group: null, description: '' },
];

/** Makes the keys and the demo page, once: the keys by the write path itself, the page through the API as its user would. */
export async function seedDemo(world: World): Promise<Demo> {
  const first = world.regions[0]!;
  const { keys } = world.shared;
  await createKeys(first, keys);
  const ownerLink = await inviteOwner(first, world.shared);
  const api = apiOf(first, keys.demo);
  const known = await api.pageOf(slug);
  if (known) return { page: known, slug, key: keys.demo, isNew: false, ownerLink };
  const page = await api.post('/v1/pages', 'page', { name: 'Acme Cloud', slug, timeZone: 'UTC' });
  if (page !== demoPageOf(keys)) throw new Error('the demo page has another id than the canaries were told');
  // All numbers of the lab end in its own mailbox.
  await api.patch(`/v1/pages/${page}`, { smsCountries: ['+1', '+49'] });
  for (const component of components) await api.post(`/v1/pages/${page}/components`, component.name, component);
  await api.post(`/v1/pages/${page}/subscriptions`, 'email', { channel: 'email', address: 'ada@example.com' });
  await api.post(`/v1/pages/${page}/subscriptions`, 'sms', { channel: 'sms', address: '+491701234567' });
  const hook = `${world.providers.urls.webhooks}/hooks/pager`;
  await api.post(`/v1/pages/${page}/subscriptions`, 'webhook', { channel: 'webhook', address: hook });
  return { page, slug, key: keys.demo, isNew: true, ownerLink };
}

/** The first key cannot come through an API that asks for one: it is written as `pharos key create` does. */
async function createKeys({ sql, site }: Region, keys: { demo: string; notifier: string }): Promise<void> {
  await using bus = createMemoryBus();
  const writer = createWriter(observerKit(site.region, site.number), { sql, bus });
  for (const [name, key] of Object.entries({ demo: keys.demo, notifier: keys.notifier })) {
    const change = {
      type: 'create-api-key',
      key: keyId(name, key),
      page: null,
      name,
      scopes: ['admin'],
      hash: hashKey(key),
    } as const;
    await writer.write({ ...change, scopes: [...change.scopes] }, { actor: 'lab', durability: 'local' });
  }
}

// Their mail ends in the lab's own mailbox.
const owner = { email: 'owner@lab.example', name: 'Owner', organisation: null, role: 'owner' } as const;

// Whoever starts it looks at other things first.
const ownerLinkMs = 7 * 86_400_000;

/** Until they have signed in, each start gives the owner a new link. */
async function inviteOwner({ sql, site }: Region, shared: Shared): Promise<string | undefined> {
  const known = await readPerson(sql, personId(owner.email));
  if (known && known.sessions.length > 0) return undefined;
  await using bus = createMemoryBus();
  const kit = observerKit(site.region, site.number);
  await using writer = createWriter(kit, { sql, bus });
  const person = await inviteBeside(writer, owner, 'lab');
  return linkBeside(consoleUrl(site, shared), person, { key: shared.keys.sessions, now: kit.clock.now(), lifeMs: ownerLinkMs });
}

// A machine that has just started all its processes may tell the first requests to come again; each is harmless when it is made twice.
const triesMax = 8;

function apiOf(region: Region, key: string) {
  const ask = async (path: string, init: RequestInit = {}, headers: Record<string, string> = {}, tries = 1): Promise<Response> => {
    const answer = await fetch(`${region.urls.api}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status !== 503 || tries === triesMax) return answer;
    await pause(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
    return ask(path, init, headers, tries + 1);
  };
  return {
    pageOf: async (slug: string): Promise<string | undefined> => {
      const answer = await ask(`/v1/slugs/${slug}`);
      return answer.ok ? Named.parse(await answer.json()).page : undefined;
    },
    /** Answers the id of what was made. */
    post: async (path: string, name: string, body: unknown): Promise<string> =>
      made(await ask(path, { method: 'POST', body: JSON.stringify(body) }, { 'idempotency-key': `demo ${name}` })),
    patch: async (path: string, body: unknown): Promise<string> => made(await ask(path, { method: 'PATCH', body: JSON.stringify(body) })),
  };
}

async function made(answer: Response): Promise<string> {
  if (!answer.ok) throw new Problem('unavailable', `the demo page could not be made: ${await answer.text()}`);
  return Made.parse(await answer.json()).id;
}

const Named = z.object({ page: z.string() });
const Made = z.object({ id: z.string().default('') });
