import { newId } from '@pharos/core/id';
import { expect, it } from 'vitest';
import type { LeaseOptions, Fanout, Ledger, Places, TurnsOptions } from '../../notifier/src/ledger/ledger.ts';
import type { Subscriber } from '../../notifier/src/region.ts';

const start = Date.parse('2026-11-21T08:00:00Z');

/** What every ledger must do, whatever it is made of. */
export function ledgerContract(make: () => Promise<Ledger>): void {
  const page = newId();
  const people = (count: number): Subscriber[] =>
    Array.from({ length: count }, (_, each) => ({
      id: newId(),
      page,
      channel: 'email' as const,
      address: `p${each}@example.com`,
      components: [],
      incident: null,
      language: null,
      shape: 'own',
    })).sort((a, b) => (a.id < b.id ? -1 : 1));
  const fanout = (): Fanout => ({
    notice: newId(),
    kind: 'notice',
    page,
    pageName: 'Acme',
    at: new Date(start).toISOString(),
    fact: null,
    components: [],
    looks: null,
  });
  const readFrom = (all: Subscriber[], pageSize: number) => async (_: Fanout, cursor: string | null) =>
    all.filter(({ id }) => cursor === null || id > cursor).slice(0, pageSize);
  const told = async (ledger: Ledger, count: number) => {
    const [notice, all] = [fanout(), people(count)];
    await ledger.open([notice]);
    while (await ledger.expand({ now: start, pageSize: 4, isTold: () => true, read: readFrom(all, 4) }));
    return { notice, all };
  };
  const lease = (ledger: Ledger, more: Partial<LeaseOptions> = {}) =>
    ledger.lease({
      channel: 'email',
      provider: 'ses',
      instead: 'sendgrid',
      idempotent: ['telnyx'],
      limit: 100,
      order: 'fresh',
      now: start,
      leaseMs: 1_000,
      ...more,
    });
  const accepted = { state: 'accepted' as const, messageId: 'm' };

  it('everybody is in it once, however many expand it at the same time', async () => {
    const ledger = await make();
    const [notice, all] = [fanout(), people(25)];
    await Promise.all([ledger.open([notice]), ledger.open([notice])]);
    const expand = async () => {
      for (let idle = 0; idle < 3;)
        if (!(await ledger.expand({ now: start, pageSize: 4, isTold: () => true, read: readFrom(all, 4) }))) idle += 1;
    };
    await Promise.all([expand(), expand(), expand()]);
    const leased = await lease(ledger);
    expect(leased.map(({ subscriber }) => subscriber).sort()).toEqual(all.map(({ id }) => id));
  });

  it('what is taken as told is known, and told to nobody', async () => {
    const ledger = await make();
    const [taken, notice, all] = [fanout(), fanout(), people(3)];
    await ledger.takeAsTold([taken]);
    await ledger.open([taken, notice]);
    while (await ledger.expand({ now: start, pageSize: 4, isTold: () => true, read: readFrom(all, 4) }));
    expect(await ledger.known([taken.notice])).toEqual(new Set([taken.notice]));
    expect((await lease(ledger)).map((leased) => leased.notice)).toEqual(all.map(() => notice.notice));
  });

  it('those who lease at the same time never get the same delivery', async () => {
    const ledger = await make();
    await told(ledger, 30);
    const leases = await Promise.all(Array.from({ length: 5 }, () => lease(ledger, { limit: 10 })));
    const ids = leases.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids, ...(await lease(ledger)).map(({ id }) => id)].length).toBe(30);
  });

  it('a lease that ran out is unknown, keeps its epoch, and its owner may still say what came of it', async () => {
    const ledger = await make();
    await told(ledger, 1);
    const [first] = await lease(ledger);
    expect(await ledger.expire(start + 999, 500)).toBe(0);
    expect(await ledger.expire(start + 1_001, 500)).toBe(1);
    expect(await lease(ledger, { now: start + 1_400 })).toEqual([]);
    expect(await ledger.settle(first!, accepted, undefined, start + 1_450)).toBe(true);
    expect(await lease(ledger, { now: start + 9_000 })).toEqual([]);
  });

  it('an owner whose delivery was taken up again has nothing more to say', async () => {
    const ledger = await make();
    await told(ledger, 1);
    const [first] = await lease(ledger);
    await ledger.expire(start + 1_001, 0);
    const [second] = await lease(ledger, { now: start + 1_001 });
    expect(second).toMatchObject({ epoch: 2, attempt: 2, unknowns: 1, wasUnknown: true });
    expect(await ledger.settle(first!, accepted, undefined, start + 1_100)).toBe(false);
    expect(await ledger.settle(second!, accepted, undefined, start + 1_100)).toBe(true);
  });

  it('what has ended never moves again', async () => {
    for (const next of [
      accepted,
      { state: 'failed' as const, class: 'recipient', code: 'x' },
      { state: 'dead' as const, class: 'message', code: 'x' },
    ]) {
      const ledger = await make();
      await told(ledger, 1);
      const [leased] = await lease(ledger);
      expect(await ledger.settle(leased!, next, undefined, start)).toBe(true);
      expect(await ledger.settle(leased!, { state: 'pending', at: start, class: 'transient', code: 'y' }, undefined, start)).toBe(false);
      await ledger.expire(start + 99_000, 0);
      await ledger.hasten('ses', start + 99_000);
      expect(await lease(ledger, { now: start + 99_000 })).toEqual([]);
    }
  });

  it('a lease that led to no call leaves no trace but the epoch', async () => {
    const ledger = await make();
    await told(ledger, 1);
    const [first] = await lease(ledger);
    await ledger.release(first!, start + 50);
    expect(await lease(ledger)).toEqual([]);
    const [again] = await lease(ledger, { now: start + 50 });
    expect(again).toMatchObject({ attempt: 1, unknowns: 0, wasUnknown: false, epoch: 2, provider: 'ses', lastProvider: null });
  });

  it('who has just failed a delivery is passed over while there is somebody else', async () => {
    const ledger = await make();
    await told(ledger, 1);
    const [first] = await lease(ledger);
    await ledger.settle(first!, { state: 'pending', at: start, class: 'transient', code: '500' }, undefined, start);
    const [second] = await lease(ledger);
    expect([first!.provider, second!.provider]).toEqual(['ses', 'sendgrid']);
    expect([first!.lastClass, second!.lastClass]).toEqual([null, 'transient']);
    await ledger.settle(second!, { state: 'pending', at: start, class: 'transient', code: '500' }, undefined, start);
    const [third] = await lease(ledger, { instead: undefined });
    expect(third!.provider).toBe('ses');
  });

  it('what is unknown at a provider that sends once is asked of it again', async () => {
    const ledger = await make();
    await told(ledger, 1);
    const [first] = await lease(ledger, { provider: 'telnyx' });
    await ledger.settle(first!, { state: 'unknown', at: start, class: 'unknown', code: 'timeout' }, undefined, start);
    const [second] = await lease(ledger, { provider: 'twilio' });
    expect(second).toMatchObject({ provider: 'telnyx', lastProvider: 'telnyx', wasUnknown: true });
  });

  it('first attempts go before repetitions', async () => {
    const ledger = await make();
    const old = await told(ledger, 2);
    for (const each of await lease(ledger))
      await ledger.settle(each, { state: 'pending', at: start, class: 'transient', code: '500' }, undefined, start);
    const fresh = await told(ledger, 2);
    const order = [...(await lease(ledger, { limit: 2 })), ...(await lease(ledger, { limit: 2 }))].map(({ notice }) => notice);
    expect(order).toEqual([fresh.notice.notice, fresh.notice.notice, old.notice.notice, old.notice.notice]);
  });

  it('asked for the oldest, it gives those who have waited longest', async () => {
    const ledger = await make();
    const old = await told(ledger, 1);
    for (const each of await lease(ledger))
      await ledger.settle(each, { state: 'pending', at: start - 1, class: 'transient', code: '500' }, undefined, start);
    await told(ledger, 1);
    expect(await lease(ledger, { limit: 1, order: 'oldest' })).toMatchObject([{ notice: old.notice.notice }]);
  });

  const toldAt = async (ledger: Ledger, toPage: string, addresses: string[]) => {
    const all = addresses.map((address): Subscriber => ({
      id: newId(),
      page: toPage,
      channel: 'webhook',
      address,
      components: [],
      incident: null,
      language: null,
      shape: 'own',
    }));
    all.sort((a, b) => (a.id < b.id ? -1 : 1));
    await ledger.open([{ ...fanout(), page: toPage }]);
    while (await ledger.expand({ now: start, pageSize: 40, isTold: () => true, read: readFrom(all, 40) }));
  };
  const hooks = (host: string, count: number) => Array.from({ length: count }, (_, each) => `https://${host}/${each}`);
  const turn = (ledger: Ledger, places: Partial<Places> = {}, more: Partial<TurnsOptions> = {}) =>
    ledger.leaseByTurn({
      channel: 'webhook',
      provider: 'webhook',
      limit: 100,
      isFresh: true,
      now: start,
      leaseMs: 1_000,
      places: { perHost: 4, perPage: 20, hosts: new Map(), pages: new Map(), ...places },
      ...more,
    });
  const hostsOf = (leased: { host: string }[]) => leased.map(({ host }) => host).sort();

  it('a receiver is given as many as it has places, and one without a place none', async () => {
    const ledger = await make();
    await toldAt(ledger, page, [...hooks('a.example', 9), ...hooks('B.example:8443', 9), ...hooks('c.example', 2)]);
    const { leased, after } = await turn(ledger, {
      hosts: new Map([
        ['a.example', 0],
        ['b.example:8443', 1],
      ]),
    });
    expect(hostsOf(leased)).toEqual(['b.example:8443', 'c.example', 'c.example']);
    expect(after).toBeUndefined();
  });

  it('a page takes as much as it has places, however many receivers it has', async () => {
    const ledger = await make();
    const other = newId();
    await toldAt(
      ledger,
      page,
      Array.from({ length: 30 }, (_, each) => `https://h${each}.example/`),
    );
    await toldAt(ledger, other, hooks('shared.example', 3));
    const { leased } = await turn(ledger, { perPage: 5, pages: new Map([[page, 2]]) });
    expect([leased.filter((each) => each.page === page).length, leased.filter((each) => each.page === other).length]).toEqual([2, 3]);
  });

  it('pages that share a receiver take turns there, and a walk that was cut off goes on behind it', async () => {
    const ledger = await make();
    const other = newId();
    await toldAt(ledger, page, hooks('shared.example', 30));
    await toldAt(ledger, other, hooks('shared.example', 2));
    const one = await turn(ledger, {}, { limit: 1 });
    const two = await turn(ledger, {}, { limit: 1, after: one.after });
    const pagesOf = (leased: { page: string }[]) => new Set(leased.map((each) => each.page));
    expect(pagesOf([...one.leased, ...two.leased])).toEqual(new Set([page, other]));
    expect(await turn(ledger, {}, { after: two.after })).toMatchObject({ after: undefined });
  });

  it('what was tried before has turns of its own', async () => {
    const ledger = await make();
    await toldAt(ledger, page, hooks('a.example', 1));
    const [first] = (await turn(ledger)).leased;
    await ledger.settle(first!, { state: 'pending', at: start, class: 'transient', code: '500' }, undefined, start);
    expect((await turn(ledger)).leased).toEqual([]);
    expect((await turn(ledger, {}, { isFresh: false })).leased).toMatchObject([{ id: first!.id, attempt: 2, host: 'a.example' }]);
  });
}
