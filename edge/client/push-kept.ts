/** What this browser keeps of a page that it is told about; here, and nowhere else. */
export interface Kept {
  components: string[];
  /** Where it leaves; known once the service has been through to it. */
  leave?: string;
}

const place = 'pharos-push';
const prefix = '/push-kept/';

/** Both the page and its worker see it, which have nothing else in common. */
export async function readKept(page: string): Promise<Kept | undefined> {
  const found = await (await caches.open(place)).match(prefix + page);
  return found ? ((await found.json()) as Kept) : undefined;
}

export async function keep(page: string, kept: Kept): Promise<void> {
  await (await caches.open(place)).put(prefix + page, Response.json(kept));
}

export async function forget(page: string): Promise<void> {
  await (await caches.open(place)).delete(prefix + page);
}

/** The pages that this browser is told about. */
export async function keptPages(): Promise<string[]> {
  const requests = await (await caches.open(place)).keys();
  return requests.map(({ url }) => new URL(url).pathname.slice(prefix.length));
}

/** Signs this browser up with a page as its form does; false: it was not taken. */
export async function signUp(page: string, subscription: PushSubscription, components: string[]): Promise<boolean> {
  const { endpoint, keys = {} } = subscription.toJSON();
  const body = new URLSearchParams({ channel: 'web-push', address: `${endpoint}#${keys['p256dh']}.${keys['auth']}` });
  for (const component of components) body.append('component', component);
  const { ok } = await fetch(`/p/${page}/subscribe`, { method: 'POST', body });
  return ok;
}

/** One click leaves, and needs no login: the address itself is the key. Its page is of others, and what it answers is not ours to read. */
export async function leave(page: string, address: string): Promise<void> {
  await fetch(address, { method: 'POST', mode: 'no-cors' });
  await forget(page);
}
