import type { Kit } from '@pharos/core/role';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { readApiKey } from '@pharos/region/reading/access';
import type { Caller } from './env.ts';
import { hashKey, isWellFormedKey } from './key.ts';

export interface Keys {
  /** What is at hand: the caller, `unknown` when there is no such key, undefined when the database has to be asked. */
  atHand(key: string): Caller | 'unknown' | undefined;
  /** Who that was when he was last looked up, however long ago that is: only to refuse him without asking. */
  lastKnown(key: string): Caller | undefined;
  /** Asks, once for all who ask for the same key at the same time. */
  lookUp(key: string): Promise<Caller | 'unknown'>;
  /** Which were used since this was last asked, and when. */
  takeUses(): ReadonlyMap<string, Date>;
  /** It was revoked here just now. */
  forget(id: string): void;
}

// A key that was revoked goes on working for so long, on each server.
const knownMs = 5_000;
// A key that was just made, here or in another region, is refused for so long if somebody tried it before it was there.
const unknownMs = 2_000;
// Far more than one server has callers; those that were looked up first are forgotten first. Made-up keys have a table of their
// own, so that a flood of them costs no caller his place.
const entriesMax = 10_000;
const refusedMax = 1_000;
// Nobody sends more than this as a key of ours: it is not kept.
const keyCharsMax = 100;

/** The keys of everybody who calls this server, for some seconds: who calls often does not make the database find him each time. */
export function createKeys({ clock }: Pick<Kit, 'clock'>, reads: PostgresDoor): Keys {
  const known = new Map<string, { caller: Caller; expiresAtMs: number; until: number }>();
  const unknown = new Map<string, { until: number }>();
  /** Since they were last taken: as many as there are callers in a minute. */
  let uses = new Map<string, Date>();
  const underWay = new Map<string, Promise<Caller | 'unknown'>>();
  /** As they were sent: they open nothing. */
  const refused = new Map<string, number>();
  const refuse = (key: string, until: number): 'unknown' => {
    if (key.length > keyCharsMax) return 'unknown';
    refused.delete(key);
    refused.set(key, until);
    if (refused.size > refusedMax) refused.delete(refused.keys().next().value!);
    return 'unknown';
  };

  const ask = async (hash: string): Promise<Caller | 'unknown'> => {
    const found = await reads((sql) => readApiKey(sql, hash));
    known.delete(hash);
    if (!found) {
      put(unknown, hash, { until: clock.elapsed() + unknownMs });
      return 'unknown';
    }
    const { id, page, organisation, scopes, expiresAt } = found;
    const caller: Caller = { id, by: 'key', page, organisation, scopes };
    const expiresAtMs = expiresAt === null ? Infinity : Date.parse(expiresAt);
    put(known, hash, { caller, expiresAtMs, until: clock.elapsed() + knownMs });
    return used(caller, expiresAtMs);
  };

  const used = (caller: Caller, expiresAtMs: number): Caller | 'unknown' => {
    const now = clock.now();
    if (now >= expiresAtMs) return 'unknown';
    uses.set(caller.id, new Date(now));
    return caller;
  };

  return {
    takeUses: () => {
      const taken = uses;
      uses = new Map();
      return taken;
    },
    atHand: (key) => {
      const now = clock.elapsed();
      // Whoever goes on with a key that is none does not have it taken apart each time.
      if ((refused.get(key) ?? 0) > now) return 'unknown';
      if (!isWellFormedKey(key)) return refuse(key, now + unknownMs);
      const hash = hashKey(key);
      const found = known.get(hash);
      if (found && found.until > now) return used(found.caller, found.expiresAtMs);
      const missed = unknown.get(hash);
      return missed && missed.until > now ? refuse(key, missed.until) : undefined;
    },
    lastKnown: (key) => known.get(hashKey(key))?.caller,
    lookUp: (key) => {
      const hash = hashKey(key);
      const asked = underWay.get(hash) ?? ask(hash).finally(() => underWay.delete(hash));
      underWay.set(hash, asked);
      return asked;
    },
    forget: (id) => {
      for (const [hash, { caller }] of known) if (caller.id === id) known.delete(hash);
    },
  };
}

function put<T>(table: Map<string, T>, hash: string, entry: T): void {
  table.delete(hash);
  table.set(hash, entry);
  if (table.size > entriesMax) table.delete(table.keys().next().value!);
}
