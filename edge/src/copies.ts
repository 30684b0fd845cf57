import type { Cache } from '@pharos/core/outside/cache';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { covers, decodeVersion } from '@pharos/core/version';
import { HistoryView } from '@pharos/resources/history/view';
import { codeOf } from '@pharos/resources/statuspage/code';
import { ViewWithHistory, type View } from '@pharos/resources/view';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { createAbsences } from './absences.ts';
import type { Kept } from './kept.ts';
import type { Upstreams } from './upstreams.ts';
import type { Readers } from './readers.ts';

// What a later version may say of the days is no reason to refuse the rest of a page.
const Shown = ViewWithHistory.extend({ history: HistoryView.optional().catch(undefined) });

/** A View as it was when somebody who knows last confirmed it. */
const Copy = z.object({ view: Shown, confirmedAt: z.number() });
export type Copy = z.infer<typeof Copy>;

const Slugged = z.object({ page: z.uuid() });
export type Named = { page: string } | 'not-found' | 'unavailable';

/** `busy`: whoever asks has asked for too much that is not at hand. */
export type Found =
  | { kind: 'copy'; copy: Copy; ageMs: number }
  | { kind: 'not-found' | 'gone' | 'unavailable' }
  | { kind: 'busy'; waitMs: number };

export interface Copies {
  /** The last View of a page that this process has: it is served again. */
  again(page: string): View | undefined;
  /** Would it have to be asked for? Then whoever wants it has to be let. */
  isAtHand(name: string): Promise<boolean>;
  read(page: string): Promise<Found>;
  /** The page that has this slug. */
  pageOf(slug: string): Promise<Named>;
  /** The page that Statuspage would call so. */
  pageCoded(code: string): Promise<Named>;
  /** The page that is shown under this host name. */
  pageAt(host: string): Promise<Named>;
  /** The same for who has a page to show and only wonders whose name he came by: undefined when that takes longer than a moment. */
  ownerOf(host: string): Promise<string | undefined>;
  /** Asks the region's API for the page as it is, at this version or a later one, and keeps it for everybody. */
  refresh(page: string, atLeast?: string): Promise<Found>;
}

// A copy of this process is as good as new for so long: a storm of visitors costs one look a second.
const memoryFreshMs = 1_000;
// The publisher renews a copy when its page changes; so often it is confirmed all the same, in case a message was lost.
const cacheFreshMs = 10_000;
// With a copy at hand nobody waits longer for a newer one: the page's own stream brings it.
const patienceMs = 150;
// The edge's own host names are nobody's page: each visit looks whether they are.
const hostAbsentMs = 30_000;
// Last good copies outlive any outage we have heard of.
const keepMs = 7 * 86_400_000;
// The cache is a help; one that hangs is not waited for.
const cachePatienceMs = 100;
// Pages kept in this process: a few kilobytes each, and a few that are large do not take all there is.
const memoryMax = 5_000;
const memoryCharsMax = 128_000_000;
// A View beyond this is not one of ours: 100 incidents of 20 updates fit.
const viewBytesMax = 4_000_000;

/**
 * `isTold`: word of changes comes here. While the bus is away each visitor, once a second, has the near region asked. `beside`: what
 * belongs to pages and is kept, and forgotten, with them.
 */
export function createCopies(
  kit: Kit,
  cache: Cache,
  upstreams: Upstreams,
  credentials: Readers['credentials'],
  isTold: () => boolean = () => true,
  beside: Pick<Kept, 'renew' | 'forget'> = { renew: () => undefined, forget: () => undefined },
): Copies {
  const { clock, log, metrics } = kit;
  const memory = new LRUCache<string, Copy>({ max: memoryMax, maxSize: memoryCharsMax, sizeCalculation: charsOf });
  const names = new Map<string, { page: string; at: number }>();
  const absences = createAbsences(clock);
  const underWay = new Map<string, Promise<Found>>();
  const served = metrics.counter('edge_views_total', 'Views served, by where they came from', ['from']);
  const [servedFresh, servedLastGood] = [served.labels('fresh'), served.labels('last-good')];
  const refused = metrics.counter('edge_views_refused_total', 'Views from an upstream that were too large, or not Views');
  const ageOf = (copy: Copy) => clock.now() - copy.confirmedAt;

  const remember = (copy: Copy): Copy => {
    const { id } = copy.view.page;
    const before = memory.get(id);
    // A fallback that lags behind does not take the page back in time.
    if (before && before.view.version !== copy.view.version && isOlder(copy.view, before.view)) return before;
    memory.set(id, copy);
    return copy;
  };

  const keepName = (name: string, page: string) => cache.set(name, JSON.stringify({ page }), { ttlMs: keepMs });

  const keep = (copy: Copy) => {
    const text = JSON.stringify(copy);
    const options = { ttlMs: keepMs };
    const kept = Promise.all([
      cache.set(`view:${copy.view.page.id}`, text, options),
      keepName(`slug:${copy.view.page.slug}`, copy.view.page.id),
      keepName(`code:${codeOf(copy.view.page.id)}`, copy.view.page.id),
      ...(copy.view.page.domain?.state === 'confirmed' ? [keepName(`host:${copy.view.page.domain.host}`, copy.view.page.id)] : []),
    ]);
    run(kept, (error) => log.debug({ err: error }, 'the cache does not keep a copy'));
  };

  const fromCache = async (key: string): Promise<unknown> => {
    const patience = new AbortController();
    const late = clock.sleep(cachePatienceMs, patience.signal).catch(() => undefined);
    const bytes = await Promise.race([cache.get(key).catch(() => undefined), late]);
    patience.abort();
    if (!bytes) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return undefined; // not ours: the upstream knows
    }
  };

  const ask = async (page: string, atLeast?: string): Promise<Found> => {
    const known = memory.get(page);
    const headers: Record<string, string> = {
      ...(known && { 'if-none-match': `"${known.view.version}"` }),
      ...(atLeast !== undefined && { 'if-version-at-least': atLeast }),
    };
    const answer = await upstreams.ask(`/v1/pages/${page}/view`, { headers: { ...headers, ...(await credentials(page)) } });
    if (!answer) return { kind: 'unavailable' };
    const { response } = answer;
    if (response.status === 304 && known) return told(remember({ ...known, confirmedAt: clock.now() }));
    if (response.status === 404) {
      absences.add(`view:${page}`);
      return { kind: 'not-found' };
    }
    absences.delete(`view:${page}`);
    if (response.status === 410) return forget(page);
    const text = response.ok ? await response.text() : '';
    const view = response.ok && text.length <= viewBytesMax ? Shown.safeParse(JSON.parse(text)).data : undefined;
    if (!view || view.page.id !== page) {
      refused.inc();
      log.warn({ page, status: response.status, region: answer.upstream.region }, 'an upstream did not answer with a View');
      return { kind: 'unavailable' };
    }
    return told(remember(sameAs(memory.get(page), { view, confirmedAt: clock.now() })));
  };

  /** The page was purged: that is no lag and no restored database, and nobody shall see a copy of it any more. */
  const forget = (page: string): Found => {
    const known = memory.get(page)?.view.page;
    memory.delete(page);
    beside.forget(page);
    const names = [
      `view:${page}`,
      `code:${codeOf(page)}`,
      ...(known ? [`slug:${known.slug}`] : []),
      ...(known?.domain ? [`host:${known.domain.host}`] : []),
    ];
    const forgotten = Promise.all(names.map((name) => cache.delete(name)));
    run(forgotten, (error) => log.warn({ err: error, page }, 'the cache still has a copy of a purged page'));
    return { kind: 'gone' };
  };

  const told = (copy: Copy): Found => {
    keep(copy);
    beside.renew(copy.view);
    return { kind: 'copy', copy, ageMs: ageOf(copy) };
  };

  const refresh = (page: string, atLeast?: string): Promise<Found> => {
    const known = underWay.get(page);
    // What was asked for before the page changed may be the page as it was.
    if (known) return known.then((found) => (isBefore(found, atLeast) ? refresh(page, atLeast) : found));
    const asking = ask(page, atLeast)
      .catch((error: unknown): Found => {
        log.warn({ err: error, page }, 'a View could not be read');
        return { kind: 'unavailable' };
      })
      .finally(() => underWay.delete(page));
    underWay.set(page, asking);
    return asking;
  };

  const askName = async (name: string, path: string, kept?: string): Promise<Named> => {
    const answer = await upstreams.ask(path, { headers: await credentials(name) });
    if (answer?.response.status === 404) {
      names.delete(name);
      absences.add(name, name.startsWith('host:') ? hostAbsentMs : undefined);
      // Nobody has it any more: an outage must not bring it back.
      run(cache.delete(name), (error) => log.debug({ err: error, name }, 'the cache still has a name that is gone'));
      return 'not-found';
    }
    const found = answer?.response.ok ? Slugged.safeParse(await answer.response.json()).data : undefined;
    if (!found) return 'unavailable';
    absences.delete(name);
    names.delete(name);
    names.set(name, { page: found.page, at: clock.now() });
    if (kept !== undefined && kept !== found.page)
      run(keepName(name, found.page), (error) => log.debug({ err: error }, 'the cache does not keep a name'));
    if (names.size > memoryMax) names.delete(names.keys().next().value!);
    return found;
  };

  const pageNamed = async (name: string, path: string): Promise<Named> => {
    const near = names.get(name);
    if (near && clock.now() - near.at < cacheFreshMs) return near;
    if (absences.has(name)) return 'not-found';
    const kept = near ?? Slugged.safeParse(await fromCache(name)).data;
    const asking = askName(name, path, kept?.page);
    // Names hardly ever move: what is known is used at once, and looked up for the next visitor.
    if (kept) run(asking, (error) => log.debug({ err: error, name }, 'a name could not be looked up'));
    return kept ?? asking;
  };

  const pageAt = (host: string) => pageNamed(`host:${host}`, `/v1/domains/${host}`);

  const inAMoment = async <T>(asking: Promise<T>): Promise<T | undefined> => {
    const patience = new AbortController();
    const late = clock.sleep(patienceMs, patience.signal).then(
      () => undefined,
      () => undefined,
    );
    const found = await Promise.race([asking, late]);
    patience.abort();
    return found;
  };

  const read = async (page: string): Promise<Found> => {
    const near = memory.get(page);
    if (near && ageOf(near) < memoryFreshMs) return { kind: 'copy', copy: near, ageMs: ageOf(near) };
    const parsed = Copy.safeParse(await fromCache(`view:${page}`));
    const copy = parsed.success ? remember(sameAs(near, parsed.data)) : near;
    if (copy && ageOf(copy) < (isTold() ? cacheFreshMs : memoryFreshMs)) return { kind: 'copy', copy, ageMs: ageOf(copy) };
    if (!copy && absences.has(`view:${page}`)) return { kind: 'not-found' };
    const asking = refresh(page);
    if (!copy) return asking;
    const found = await inAMoment(asking);
    // An upstream that does not know the page is believed only where no copy speaks against it: regions lag, and databases are restored.
    return found?.kind === 'copy' || found?.kind === 'gone' ? found : { kind: 'copy', copy, ageMs: ageOf(copy) };
  };

  const count = (found: Found) =>
    served.inc({ from: found.kind === 'copy' ? (found.ageMs < cacheFreshMs ? 'fresh' : 'last-good') : found.kind });

  return {
    refresh,
    again: (page) => {
      // Read now and then by `read`, whoever asks: to say so each time would cost as much as all the rest.
      const copy = memory.peek(page);
      if (copy) (ageOf(copy) < cacheFreshMs ? servedFresh : servedLastGood).inc();
      return copy?.view;
    },
    isAtHand: async (name) => {
      if (absences.has(name) || names.has(name) || memory.has(name.slice('view:'.length))) return true;
      return (await fromCache(name)) !== undefined;
    },
    read: async (page) => {
      const found = await read(page);
      count(found);
      return found;
    },
    pageOf: (slug) => pageNamed(`slug:${slug}`, `/v1/slugs/${slug}`),
    pageCoded: (code) => pageNamed(`code:${code}`, `/v1/page-codes/${code}`),
    pageAt,
    ownerOf: async (host) => {
      const owner = await inAMoment(pageAt(host));
      return typeof owner === 'object' ? owner.page : undefined;
    },
  };
}

// What is made of a View is kept beside it: a newer copy of the same is the one that we have.
function sameAs(known: Copy | undefined, copy: Copy): Copy {
  const isSame = known?.view.version === copy.view.version && JSON.stringify(known.view.page) === JSON.stringify(copy.view.page);
  return isSame ? { view: known.view, confirmedAt: Math.max(known.confirmedAt, copy.confirmedAt) } : copy;
}

// Written out once for each View, as it was read once.
const charsOfViews = new WeakMap<View, number>();

function charsOf({ view }: Copy): number {
  const known = charsOfViews.get(view) ?? JSON.stringify(view).length;
  charsOfViews.set(view, known);
  return known;
}

function isBefore(found: Found, version: string | undefined): boolean {
  if (version === undefined || found.kind !== 'copy') return false;
  const [held, wanted] = [decodeVersion(found.copy.view.version), decodeVersion(version)];
  return held !== undefined && wanted !== undefined && !covers(held, wanted);
}

function isOlder(a: View, b: View): boolean {
  const [held, wanted] = [decodeVersion(b.version), decodeVersion(a.version)];
  return held !== undefined && wanted !== undefined && covers(held, wanted);
}
