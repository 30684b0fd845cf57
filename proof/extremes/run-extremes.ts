import { seededRandom } from '@pharos/core/random';
import { View } from '@pharos/resources/view';
import { readDigest } from '@pharos/crdt-sync';
import { z } from 'zod';
import type { Region } from '@pharos/lab/region';
import type { World } from '@pharos/lab/world';
import { newComponent, requestOf, type Asked, type KnownPage } from './requests.ts';
import { createValues } from './values.ts';

export interface ExtremesOptions {
  /** Writes that are to be accepted. */
  writes: number;
  pages: number;
  seed: number;
  key: string;
  onProgress?(line: string): void;
}

export interface Extremes {
  accepted: number;
  /** By status: requests that were told what is wrong with them. */
  refused: Record<string, number>;
  notices: number;
  /** What is not as it should be; empty: all is well. */
  faults: string[];
}

// Requests under way at once: enough to keep three regions busy, few enough for their limits.
const atOnce = 12;
// How often one request in five goes to a region that may not have heard of what it names.
const elsewhereShare = 0.2;
const settleMaxMs = 120_000;
const Made = z.object({ id: z.string() });

/**
 * Throws extreme values at the API of every region, page by page, until enough were accepted; then looks at whatever a person
 * could: that all regions are equal, every page is shown by every edge, every View is whole, and every notice went out.
 */
export async function runExtremes(
  world: World,
  { writes, pages, seed, key, onProgress = () => undefined }: ExtremesOptions,
): Promise<Extremes> {
  const random = seededRandom(seed);
  const values = createValues(random);
  const found: Extremes = { accepted: 0, refused: {}, notices: 0, faults: [] };
  const send = (region: Region, asked: Asked) => ask(region, key, asked);
  const known: KnownPage[] = [];
  for (let at = 0; at < pages; at++) known.push(await makePage(world.regions[0]!, key, `extreme-${seed}-${at}`, values));
  await everywhere(world, async (region) =>
    (await Promise.all(known.map(({ id }) => get(`${region.urls.api}/v1/pages/${id}`)))).every(({ status }) => status === 200),
  );

  const worker = async () => {
    while (found.accepted < writes && found.faults.length < 20) {
      const at = Math.floor(random() * pages);
      const page = known[at]!;
      const isElsewhere = random() < elsewhereShare;
      const region = world.regions[(at + (isElsewhere ? 1 : 0)) % world.regions.length]!;
      const asked = requestOf(values, page);
      const { status, text } = await send(region, asked);
      if (status < 300) {
        found.accepted += 1;
        if (asked.makes) page[asked.makes].push(Made.parse(JSON.parse(text)).id);
        if (found.accepted % 1_000 === 0) onProgress(`${found.accepted} accepted`);
      } else if (status < 500) {
        found.refused[status] = (found.refused[status] ?? 0) + 1;
        if (status === 429) await world.clock.sleep(500);
      } else
        found.faults.push(
          `${asked.method} ${asked.path} answers ${status}: ${JSON.stringify(asked.body).slice(0, 300)}: ${text.slice(0, 300)}`,
        );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  onProgress(`${found.accepted} accepted, ${JSON.stringify(found.refused)} refused: waiting for the regions`);
  found.faults.push(...(await lookAtAll(world, known)));
  const [jobs] = await world.regions[0]!.sql<{ count: number }[]>`select count(*)::int as count from notify_job`;
  found.notices = jobs!.count;
  return found;
}

async function lookAtAll(world: World, pages: KnownPage[]): Promise<string[]> {
  const faults: string[] = [];
  const isLevel = await until(world, async () => {
    const states = await Promise.all(world.regions.map(async ({ sql }) => JSON.stringify(await digestOf(sql))));
    return new Set(states).size === 1 && (await Promise.all(world.regions.map(isAtRest))).every(Boolean);
  });
  if (!isLevel) faults.push('the regions are not equal, or something still waits');
  for (const region of world.regions) {
    const aside = await region.sql<{ reason: string; detail: string }[]>`select reason, detail from quarantine limit 5`;
    for (const { reason, detail } of aside) faults.push(`${region.name} has in quarantine: ${reason}: ${detail}`);
    const unread = await region.sql<{ id: string }[]>`select id from doc where unprojected limit 5`;
    for (const { id } of unread) faults.push(`${region.name} cannot read ${id}`);
    const untold = await region.sql<{ state: string; count: number }[]>`
      select state, count(*)::int as count from delivery where state in ('dead', 'failed', 'unknown') group by state`;
    for (const { state, count } of untold) faults.push(`${count} deliveries of ${region.name} are ${state}`);
    for (const { id } of pages) faults.push(...(await lookAtPage(region, id)));
  }
  return faults;
}

async function lookAtPage({ name, urls }: Region, page: string): Promise<string[]> {
  const [shown, json, view] = await Promise.all([
    get(`${urls.page}/p/${page}`),
    get(`${urls.page}/p/${page}/view.json`),
    get(`${urls.api}/v1/pages/${page}/view`),
  ]);
  const faults = [shown, json, view].flatMap(({ status }, at) =>
    status === 200 ? [] : [`${['the page', 'its view.json', 'its view at the API'][at]} of ${page} answers ${status} in ${name}`],
  );
  for (const { status, text } of [json, view]) {
    const parsed = status === 200 ? View.safeParse(JSON.parse(text)) : undefined;
    if (parsed?.error) faults.push(`the view of ${page} in ${name}: ${parsed.error.message.slice(0, 200)}`);
  }
  return faults;
}

async function digestOf(sql: Region['sql']) {
  const { digest, vv } = await readDigest(sql);
  return { digest, vv };
}

async function isAtRest({ sql }: Region): Promise<boolean> {
  const [row] = await sql<{ waiting: boolean }[]>`
    select exists (select from outbox) or exists (select from delivery where state in ('pending', 'sending') limit 1) as waiting`;
  return !row!.waiting;
}

async function makePage(region: Region, key: string, slug: string, values: ReturnType<typeof createValues>): Promise<KnownPage> {
  const make = async (path: string, body: unknown) => {
    const { status, text } = await ask(region, key, { method: 'POST', path, body });
    if (status >= 300) throw new Error(`${path} answers ${status}: ${text}`);
    return Made.parse(JSON.parse(text)).id;
  };
  const id = await make('/v1/pages', { name: slug, slug, timeZone: 'Asia/Kathmandu' });
  const components = [await make(`/v1/pages/${id}/components`, { name: 'first' })];
  for (let at = 0; at < 3; at++) {
    const { status, text } = await ask(region, key, { method: 'POST', path: `/v1/pages/${id}/components`, body: newComponent(values) });
    if (status < 300) components.push(Made.parse(JSON.parse(text)).id);
  }
  const subscribed = await ask(region, key, {
    method: 'POST',
    path: `/v1/pages/${id}/subscriptions`,
    body: { channel: 'email', address: `${slug}@example.com` },
  });
  if (subscribed.status >= 300) throw new Error(`nobody can subscribe to ${id}: ${subscribed.text}`);
  return { id, components, incidents: [], maintenances: [] };
}

async function ask({ urls }: Region, key: string, { method, path, body }: Asked): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${urls.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, text: await answer.text() };
}

async function get(url: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  return { status: answer.status, text: await answer.text() };
}

async function until({ clock }: World, isTrue: () => Promise<boolean>): Promise<boolean> {
  const end = clock.elapsed() + settleMaxMs;
  while (clock.elapsed() < end) {
    if (await isTrue()) return true;
    await clock.sleep(100);
  }
  return false;
}

async function everywhere(world: World, isTrue: (region: Region) => Promise<boolean>): Promise<void> {
  await until(world, async () => (await Promise.all(world.regions.map(isTrue))).every(Boolean));
}
