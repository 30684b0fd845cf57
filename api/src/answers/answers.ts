import { LRUCache } from 'lru-cache';
import { createCacheInTime } from '@pharos/core/outside/cache-in-time';
import { createPatience } from '@pharos/core/patience';
import type { Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { covers, decodeVersion, sameVersion, type Version } from '@pharos/core/version';
import type { Written } from '@pharos/crdt-sync';
import { readPageVersion } from '@pharos/region/reading/page-events';
import { versionIn } from '@pharos/resources/version-in';
import { organisationReading } from '../tenant-reads.ts';
import type { Answer, Asked, Found } from './answer.ts';
import { createFloors, type Floors } from './floors.ts';
import { fromStored, storedName, toStored } from './stored.ts';

export interface Answers extends AsyncDisposable {
  /** What this process has, and nobody has to be asked about. */
  atHand(page: string, name: string): Answer | undefined;
  /** Undefined: there is no such page. */
  read(asked: Asked): Promise<Found | undefined>;
  /** The page has come so far here, as far as this process knows. */
  reaches(page: string, version: Version): boolean;
  /** This process wrote: whoever reads here next sees it. */
  wrote(written: Pick<Written, 'page' | 'version' | 'origin' | 'seq'>): void;
  /** The page is not everybody's any more, as this process wrote: resolves once no process of the region has an answer of before at hand. */
  hide(page: string): Promise<void>;
  /** The pages that were asked for last in the region, newest first. */
  asked(): Promise<string[]>;
  count(from: Found['from']): void;
}

export interface AnswersOptions {
  kit: Kit;
  reads: PostgresDoor;
  /** Without it nothing is believed that the database has not confirmed in this moment. */
  bus?: Bus | undefined;
  cache?: Cache | undefined;
  bytesMax?: number;
  floors?: Floors;
}

// The bus is a hint and may lose one: an answer is as good as new for so long, and then its version is asked for, one row.
const freshMs = 2_000;
// A bus that is there takes a word in some milliseconds.
const flushMaxMs = 250;
// Some things go by time alone, without a version: what was resolved two weeks ago leaves the page.
const keptMs = 60_000;
// Answers are some kilobytes each; a few large ones must not take all there is, nor many small ones.
const bytesUsuallyMax = 64 * 1_048_576;
const entriesMax = 20_000;
// What an entry costs beside its bytes.
const entryBytes = 600;
// A View from the database takes as long.
const cachePatienceMs = 50;
// Pages that a process starts with: some hundred Views are some megabytes.
const askedList = 'api1:asked';
const askedMax = 500;
const askedMs = 86_400_000;

interface Entry extends Answer {
  /** When its reading began, or its version was last asked for. */
  askedAt: number;
  readAt: number;
}

/**
 * What pages answer, for everybody who asks the same: in the memory of this process (L1), in the region's cache (L2), else from the
 * database. Each change of a page is told on the bus (or was made here) with the version that it led to, and from then on nothing
 * older is answered. An entry of L1 is
 *   fresh     not older than any change that is known of, and confirmed lately: answered as it is.
 *   due       its time is up, or the bus is away: the page's version is asked for; the same, and it is fresh again.
 *   outdated  a change is known that it does not count, or its version is another: it is read again, from L2 or the database.
 * However many ask for the same, one reads. It belongs to one process, and grows with what is asked for, up to `bytesMax`.
 */
export function createAnswers({
  kit,
  reads,
  bus,
  cache,
  bytesMax = bytesUsuallyMax,
  floors = createFloors(kit.clock),
}: AnswersOptions): Answers {
  const { clock, log, metrics } = kit;
  const table = new LRUCache<string, Entry>({
    max: entriesMax,
    maxSize: bytesMax,
    sizeCalculation: ({ bytes }) => bytes.byteLength + entryBytes,
  });
  const loads = new Map<string, Promise<Found | undefined>>();
  const looks = new Map<string, Promise<Version | undefined>>();
  const given = metrics.counter('api_answers_total', 'Answers about pages, by where they came from', ['from']);
  const counts = { 'HIT-L1': given.labels('L1'), 'HIT-L2': given.labels('L2'), MISS: given.labels('miss') };
  const kept = metrics.gauge('api_answers_kept_bytes', 'What answers that are kept take in the memory of this process');
  const failures = metrics.counter('api_cache_failures_total', 'Answers that the cache could not keep or give');
  const shared = cache && createCacheInTime({ kit, cache, patienceMs: cachePatienceMs, onFailure: () => failures.inc() });

  const listening = bus?.subscribe(subject.pageAny, ({ subject: name, data }) => {
    const page = name.split('.')[1]!;
    const version = decodeVersion(versionIn(data) ?? '');
    if (version) floors.raise(page, version);
    else floors.forget(page);
  });

  const hearingHidden = bus?.subscribe(subject.hiddenAny, ({ subject: name }) => floors.forget(name.split('.')[1]!));
  const inTime = createPatience(clock, 'the bus', flushMaxMs);
  const isHeard = async (page: string): Promise<boolean> => {
    if (!bus?.isConnected()) return false;
    try {
      bus.publish(subject.hidden(page), '');
      await inTime(bus.flush());
      return true;
    } catch (error) {
      log.info({ err: error, page }, 'nobody can be told that the page is hidden: it is waited until what is kept of it is asked for anew');
      return false;
    }
  };

  const isOutdated = (page: string, { version, askedAt }: Entry): boolean => {
    const floor = floors.get(page);
    return floor !== undefined && (askedAt <= floor.forgottenAt || !covers(version, floor.version));
  };
  const atHand = (page: string, name: string): Entry | undefined => {
    const entry = table.get(keyOf(page, name));
    if (!entry || clock.elapsed() >= entry.askedAt + freshMs || !bus?.isConnected()) return undefined;
    return isOutdated(page, entry) ? undefined : entry;
  };
  const put = (key: string, entry: Entry) => {
    table.set(key, entry);
    kept.set(table.calculatedSize);
  };

  const look = (page: string): Promise<Version | undefined> => {
    const asked = looks.get(page) ?? reads((sql) => readPageVersion(sql, page)).finally(() => looks.delete(page));
    looks.set(page, asked);
    return asked;
  };
  // A change that was told just now says as much as the database would.
  const versionOf = async (page: string): Promise<Version | undefined> => {
    const floor = floors.get(page);
    const isNews = floor !== undefined && floor.at + freshMs > clock.elapsed() && floor.at > floor.forgottenAt && bus?.isConnected();
    return isNews ? floor.version : look(page);
  };

  const find = async ({ page, name, load }: Asked): Promise<Found | undefined> => {
    const key = keyOf(page, name);
    const askedAt = clock.elapsed();
    const entry = table.get(key);
    const version = entry || shared ? await versionOf(page) : undefined;
    const isKept = entry && version && askedAt < entry.readAt + keptMs && sameVersion(entry.version, version);
    if (isKept && !isOutdated(page, { ...entry, askedAt })) {
      put(key, { ...entry, askedAt });
      return { from: 'HIT-L1', answer: entry };
    }
    const stored = version && (await shared?.get(storedName(page, name, version)));
    const found = stored && fromStored(stored, version);
    if (found && !isOutdated(page, { ...found, askedAt, readAt: askedAt })) {
      put(key, { ...found, askedAt, readAt: askedAt });
      return { from: 'HIT-L2', answer: found };
    }
    return readAnew({ page, name, load }, askedAt);
  };

  const readAnew = async (asked: Asked, askedAt: number, isAgain = false): Promise<Found | undefined> => {
    const { page, name, load } = asked;
    const loaded = await load();
    if (!loaded) return undefined;
    const { isCounted, ...answer } = loaded;
    const entry = { ...answer, askedAt, readAt: askedAt };
    // It was changed while it was read: once more, and what comes then is newer than anything that was known when it was asked for.
    if (isOutdated(page, entry)) return isAgain ? { from: 'MISS', answer } : readAnew(asked, clock.elapsed(), true);
    if (isCounted) {
      put(keyOf(page, name), entry);
      shared?.keep(async (by) => {
        await by.set(storedName(page, name, answer.version), toStored(answer), { ttlMs: keptMs });
        if (name === 'view') await by.append(askedList, page, { max: askedMax, ttlMs: askedMs });
      });
    }
    return { from: 'MISS', answer };
  };

  const read = async (asked: Asked): Promise<Found | undefined> => {
    const { page, name, atLeast = {} } = asked;
    const key = keyOf(page, name);
    for (let tries = 1; ; tries++) {
      const near = atHand(page, name);
      if (near && covers(near.version, atLeast)) return { from: 'HIT-L1', answer: near };
      const shares = loads.get(key);
      // Who asks for more than is fresh here has heard of it elsewhere: nothing that is kept will do.
      const begin = () => (near ? readAnew(asked, clock.elapsed()) : find(asked)).finally(() => loads.delete(key));
      const loading = shares ?? begin();
      loads.set(key, loading);
      const found = await loading;
      // What others began to read before this was asked for may be older than that.
      const isEnough = !found || (covers(found.answer.version, atLeast) && !isBehind(page, found.answer));
      if (isEnough || tries === 3 || (!shares && found.from === 'MISS')) return found;
    }
  };
  const isBehind = (page: string, { version }: Answer) => !covers(version, floors.get(page)?.version ?? {});

  return {
    atHand,
    read: async (asked) => {
      // What is read for an organisation is seen through its wall: nobody else is answered with that, nor it with what others read.
      const organisation = organisationReading();
      const found = await read(organisation === undefined ? asked : { ...asked, name: `${asked.name} for ${organisation}` });
      if (found) counts[found.from].inc();
      return found;
    },
    count: (from) => counts[from].inc(),
    reaches: (page, version) => covers(floors.get(page)?.version ?? {}, version) || covers(atHand(page, 'view')?.version ?? {}, version),
    wrote: ({ page, version: text, origin, seq }) => {
      const version = decodeVersion(text);
      if (page !== null && version) floors.raise(page, version);
      // What is of no page, or is found by another way than by its page.
      if (seq !== undefined) floors.raise('', { [origin]: seq });
    },
    hide: async (page) => {
      floors.forget(page);
      // Whoever is not told believes what he keeps for so long, and then asks the database.
      if (!(await isHeard(page))) await clock.sleep(freshMs);
    },
    asked: async () => {
      const pages = (await shared?.list(askedList)) ?? [];
      return [...new Set(pages.map((page) => Buffer.from(page).toString()).reverse())];
    },
    [Symbol.asyncDispose]: async () => {
      listening?.unsubscribe();
      hearingHidden?.unsubscribe();
      table.clear();
    },
  };
}

function keyOf(page: string, name: string): string {
  return `${page} ${name}`;
}
