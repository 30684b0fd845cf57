import { idFrom } from '@pharos/core/id';
import type { Channel } from '@pharos/core/channel';
import { policies } from '../../notifier/src/channels/policies.ts';
import type { Subscriber } from '../../notifier/src/region.ts';
import { notYet, stepTelling } from '../../notifier/src/telling/step.ts';
import type { MemoryTellings } from './memory-tellings.ts';
import type { Leased, DeliveryState, Fanout, Ledger } from '../../notifier/src/ledger/ledger.ts';

export interface Row extends Omit<Leased, 'trouble' | 'wasUnknown' | 'lastProvider' | 'lastClass'> {
  state: DeliveryState;
  errorClass: string | null;
  errorCode: string | null;
  nextAt: number | undefined;
  leaseUntil: number | undefined;
}

export interface MemoryLedger extends Ledger {
  rows: Map<string, Row>;
  /** Told of each change of a row, before and after. */
  onChange(listener: (before: Row | undefined, after: Row) => void): void;
}

/** The ledger's rules without a database: for simulations of weeks in seconds. It passes the same suite as the real one. */
export function createMemoryLedger(tellings?: MemoryTellings): MemoryLedger {
  const fanouts = new Map<string, Fanout & { cursor: string | null; isDone: boolean; createdAt: number }>();
  const rows = new Map<string, Row>();
  let told: (before: Row | undefined, after: Row) => void = () => undefined;

  const keyOf = ({ notice, channel, subscriber }: Pick<Row, 'notice' | 'channel' | 'subscriber'>) => `${notice}:${channel}:${subscriber}`;
  const change = (row: Row, more: Partial<Row>) => {
    const before = { ...row };
    Object.assign(row, more);
    told(before, { ...row });
  };
  const insert = (
    fanout: Fanout,
    { id: subscriber, channel, address, language, shape }: Subscriber,
    now: number,
    state: 'pending' | 'unknown' = 'pending',
  ) => {
    const { notice, kind, page } = fanout;
    const known = rows.get(keyOf({ notice, channel, subscriber }));
    if (known?.state === 'suppressed' && known.errorCode?.startsWith('told-by-') && tellings) {
      change(known, { state, nextAt: now, errorClass: null, errorCode: null });
      return 1;
    }
    if (known) return 0;
    const id = idFrom('delivery', notice, channel, subscriber);
    const counters = { attempt: 0, unknowns: 0, epoch: 0, provider: '' };
    const row: Row = {
      id,
      notice,
      kind,
      channel,
      subscriber,
      page,
      address,
      language,
      shape,
      host: policies[channel].goesTo === 'receivers' ? hostOf(address) : '',
      ...counters,
      nextAt: now,
      leaseUntil: undefined,
      state,
      errorClass: null,
      errorCode: null,
      fanout,
    };
    rows.set(keyOf(row), row);
    told(undefined, { ...row });
    return 1;
  };
  const insertFanouts = (inserted: Fanout[], isDone: boolean) => {
    for (const fanout of inserted)
      if (!fanouts.has(fanout.notice)) fanouts.set(fanout.notice, { ...fanout, cursor: null, isDone, createdAt: Date.parse(fanout.at) });
  };
  const due = (channel: Channel, now: number, order: 'fresh' | 'oldest') =>
    [...rows.values()]
      .filter(
        (row) =>
          row.channel === channel && (row.state === 'pending' || row.state === 'unknown') && row.nextAt !== undefined && row.nextAt <= now,
      )
      .sort((a, b) => (order === 'fresh' ? a.attempt - b.attempt : 0) || a.nextAt! - b.nextAt!);

  const take = (row: Row, provider: string, leaseUntil: number): Leased => {
    const wasUnknown = row.state === 'unknown';
    const lastProvider = row.provider || null;
    const unknowns = row.unknowns + (wasUnknown ? 1 : 0);
    change(row, { state: 'sending', attempt: row.attempt + 1, epoch: row.epoch + 1, unknowns, leaseUntil, nextAt: undefined, provider });
    return { ...row, wasUnknown, lastProvider, lastClass: row.errorClass };
  };

  return {
    rows,
    onChange: (listener) => void (told = listener),
    known: async (notices) => new Set(notices.filter((notice) => fanouts.has(notice))),
    open: async (opened) => insertFanouts(opened, false),
    takeAsTold: async (taken) => insertFanouts(taken, true),
    confirm: async (fanout, subscriber, now) => {
      if (fanouts.has(fanout.notice)) return;
      fanouts.set(fanout.notice, { ...fanout, cursor: null, isDone: true, createdAt: Date.parse(fanout.at) });
      insert(fanout, subscriber, now);
    },
    expand: async ({ now, read, isTold, pageSize }) => {
      const open = [...fanouts.values()].filter(({ isDone }) => !isDone).sort((a, b) => a.createdAt - b.createdAt)[0];
      if (!open) return undefined;
      const subscribers = await read(open, open.cursor);
      const count = subscribers.filter((each) => isTold(open, each)).reduce((sum, each) => sum + insert(open, each, now), 0);
      open.cursor = subscribers.at(-1)?.id ?? open.cursor;
      open.isDone = subscribers.length < pageSize;
      return { notice: open.notice, rows: count, isDone: open.isDone };
    },
    openShared: async (opened) => insertFanouts(opened, true),
    tell: async (choice) => {
      const telling = tellings?.takeDue(choice.region, choice.now);
      if (!tellings || !telling) return undefined;
      const fanout = fanouts.get(telling.update);
      if (!fanout) {
        tellings.write(telling.update, notYet(telling, choice.now));
        return { notice: telling.update, rows: 0, isDone: false };
      }
      const own = [...rows.values()].filter(({ notice }) => notice === telling.update);
      const tables = {
        read: (cursor: string | null, limit: number) => choice.read(fanout, cursor, limit),
        readOf: (ids: string[]) => choice.readOf(fanout, ids),
        insert: async (subscribers: Subscriber[], state: 'pending' | 'unknown') =>
          subscribers.reduce((sum, each) => sum + insert(fanout, each, choice.now, state), 0),
        readOpen: async () =>
          [...rows.values()]
            .filter((row) => row.notice === telling.update && isOpen(row))
            .map(({ subscriber }) => subscriber)
            .sort(),
      };
      const { change: made, step } = await stepTelling(telling, { fanout, total: own.length }, tables, choice);
      tellings.write(telling.update, made);
      return step;
    },
    takeUpAgain: async () => 0,
    countAside: async () => 0,
    countDead: async () => new Map(),
    lease: async ({ channel, provider, instead, idempotent, limit, order, now, leaseMs }) =>
      due(channel, now, order)
        .slice(0, limit)
        .map((row) => {
          const isSafe = row.state === 'unknown' && idempotent.includes(row.provider);
          return take(row, isSafe ? row.provider : row.provider === provider ? (instead ?? provider) : provider, now + leaseMs);
        }),
    leaseByTurn: async ({ channel, provider, limit, isFresh, now, leaseMs, after, places }) => {
      const lane = due(channel, now, 'oldest').filter((row) => (row.attempt === 0) === isFresh);
      const turns = [...Map.groupBy(lane, ({ host, page }) => `${host} ${page}`)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .filter(([turn]) => !after || turn > `${after.host} ${after.page}`);
      const [hosts, pages] = [new Map<string, number>(), new Map<string, number>()];
      const chosen: Row[] = [];
      for (let rank = 0; rank < places.perHost; rank++) {
        for (const [, rows] of turns) {
          const row = rows[rank];
          if (!row || chosen.length === limit) continue;
          const freeHost = (places.hosts.get(row.host) ?? places.perHost) - (hosts.get(row.host) ?? 0);
          const freePage = (places.pages.get(row.page) ?? places.perPage) - (pages.get(row.page) ?? 0);
          if (freeHost <= 0 || freePage <= 0) continue;
          hosts.set(row.host, (hosts.get(row.host) ?? 0) + 1);
          pages.set(row.page, (pages.get(row.page) ?? 0) + 1);
          chosen.push(row);
        }
      }
      const last = chosen.length === limit ? chosen.at(-1) : undefined;
      return { leased: chosen.map((row) => take(row, provider, now + leaseMs)), after: last && { host: last.host, page: last.page } };
    },
    release: async (leased, at) => {
      const row = rows.get(keyOf(leased))!;
      if (row.epoch !== leased.epoch || row.state !== 'sending') return;
      const { wasUnknown } = leased;
      change(row, {
        state: wasUnknown ? 'unknown' : 'pending',
        attempt: row.attempt - 1,
        unknowns: row.unknowns - (wasUnknown ? 1 : 0),
        nextAt: at,
        provider: leased.lastProvider ?? '',
        leaseUntil: undefined,
      });
    },
    settle: async (leased, next) => {
      const row = rows.get(keyOf(leased))!;
      if (row.epoch !== leased.epoch || (row.state !== 'sending' && row.state !== 'unknown')) return false;
      change(row, {
        state: next.state,
        errorClass: next.state === 'accepted' ? null : next.class,
        errorCode: next.state === 'accepted' ? null : next.code,
        leaseUntil: undefined,
        nextAt: next.state === 'pending' || next.state === 'unknown' ? next.at : undefined,
      });
      return true;
    },
    expire: async (now, waitMs) => {
      const expired = [...rows.values()].filter((row) => row.state === 'sending' && row.leaseUntil! < now);
      for (const row of expired) change(row, { state: 'unknown', nextAt: now + waitMs });
      return expired.length;
    },
    hasten: async (provider, now) => {
      for (const row of rows.values()) {
        if (row.state === 'unknown' && row.unknowns === 0 && row.provider === provider && row.nextAt !== undefined && row.nextAt > now)
          change(row, { nextAt: now });
      }
    },
  };
}

function isOpen({ state, nextAt }: Row): boolean {
  return state === 'pending' || state === 'sending' || (state === 'unknown' && nextAt !== undefined);
}

function hostOf(address: string): string {
  return (/^[a-z]+:\/\/([^/?#\\]+)/i.exec(address)?.[1] ?? '').toLowerCase();
}
