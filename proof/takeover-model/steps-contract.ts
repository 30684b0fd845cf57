import { expect, it } from 'vitest';
import { lastId } from '../../region/src/telling/report.ts';
import { choice, ids, lease, open, owned, report, settleAll, soon, type ContractRegion } from './contract-kit.ts';

/** And what a notifier does with them, step by step. */
export function stepsContract(make: () => Promise<ContractRegion>): void {
  it('nothing goes out before a majority has what it reserves, and then no more than the window', async () => {
    const region = await make();
    const { tellings, ledger } = region;
    const update = await owned(region);
    const now = soon();
    await region.begin('us', [{ update, telling: 'majority' }], now);
    await open(region, update);
    expect(await ledger.tell(choice(now))).toMatchObject({ notice: update, rows: 0, isAsking: true });
    expect(await lease(ledger, now)).toEqual([]);
    const [asked] = await tellings.unacked('us', 10);
    expect(asked).toMatchObject({ epoch: 0, teller: 'us', reservedTo: ids[299], toldTo: null, isFinished: false });
    // Without an answer nothing goes on, however often it is looked at.
    expect(await ledger.tell(choice(now + 10_000))).toMatchObject({ rows: 0 });
    await tellings.acked({ ...asked!, epoch: 1 });
    expect(await ledger.tell(choice(now + 20_000))).toMatchObject({ rows: 0 });
    await tellings.acked(asked!);
    expect(await ledger.tell(choice(now + 30_000))).toMatchObject({ rows: 300 });
    expect(await ledger.tell(choice(now + 30_100))).toMatchObject({ rows: 0 }); // the window is full
    expect((await settleAll(ledger, now + 30_200)).map(({ subscriber }) => subscriber).sort()).toEqual(ids.slice(0, 300));
    expect(await ledger.tell(choice(now + 31_000))).toMatchObject({ isAsking: true });
    const [next] = await tellings.unacked('us', 10);
    expect(next).toMatchObject({ reservedTo: ids[449], toldTo: ids[299], open: [] });
    await tellings.acked(next!);
    await ledger.tell(choice(now + 40_000));
    await settleAll(ledger, now + 40_100);
    expect(await ledger.tell(choice(now + 41_000))).toMatchObject({ isDone: true });
    expect(await tellings.unacked('us', 10)).toMatchObject([{ toldTo: ids[449], isFinished: true }]);
    expect(await ledger.tell(choice(now + 99_000))).toBeUndefined();
  });

  it('who is open after a while is said by name, and holds up nobody', async () => {
    const region = await make();
    const { tellings, ledger } = region;
    const update = await owned(region, 'alone');
    const now = soon();
    await region.begin('us', [{ update, telling: 'alone' }], now);
    await open(region, update);
    await ledger.tell(choice(now));
    expect(await ledger.tell(choice(now))).toMatchObject({ rows: 300 });
    const leased = await lease(ledger, now);
    const slow = leased.find(({ subscriber }) => subscriber === ids[7])!;
    for (const each of leased) if (each !== slow) await ledger.settle(each, { state: 'accepted', messageId: 'm' }, undefined, now);
    await ledger.tell(choice(now + 100));
    expect(await tellings.unacked('us', 10)).toMatchObject([{ toldTo: null }]);
    await ledger.tell(choice(now + 1_100));
    expect(await ledger.tell(choice(now + 1_100))).toMatchObject({ rows: 150 });
    expect(await tellings.unacked('us', 10)).toMatchObject([{ toldTo: ids[299], open: [ids[7]], isFinished: false }]);
  });

  it('whom the region before may have told is told as one that may have been: by name, and up to what it reserved', async () => {
    const region = await make();
    const { tellings, ledger } = region;
    const update = await owned(region, 'majority', 'eu');
    const newest = report(update, { teller: 'eu', toldTo: ids[199]!, reservedTo: ids[249]!, open: [ids[3]!] });
    await tellings.adopt({ update, epoch: 1, teller: 'us', newest, isAllInDoubt: false, isAlone: false, step: 7 });
    await open(region, update);
    const now = soon();
    expect(await ledger.tell(choice(now))).toMatchObject({ rows: 0 });
    await tellings.acked({ update, epoch: 1, teller: 'us', step: 7 });
    expect(await ledger.tell(choice(now + 5_000))).toMatchObject({ rows: 1 });
    expect(await lease(ledger, now + 5_000)).toMatchObject([{ subscriber: ids[3], wasUnknown: true }]);
    const [asked] = await tellings.unacked('us', 10);
    await tellings.acked(asked!);
    expect(await ledger.tell(choice(now + 10_000))).toMatchObject({ rows: 250 });
    const leased = await lease(ledger, now + 10_000);
    expect(
      leased
        .filter(({ wasUnknown }) => wasUnknown)
        .map(({ subscriber }) => subscriber)
        .sort(),
    ).toEqual(ids.slice(200, 250));
    expect(
      leased
        .filter(({ wasUnknown }) => !wasUnknown)
        .map(({ subscriber }) => subscriber)
        .sort(),
    ).toEqual(ids.slice(250, 450));
  });

  it('without any word of it everybody is in doubt, until it is told', async () => {
    const region = await make();
    const update = await owned(region, 'alone', 'eu');
    await region.tellings.adopt({ update, epoch: 1, teller: 'us', newest: undefined, isAllInDoubt: true, isAlone: true, step: 7 });
    expect(await region.tellings.unacked('us', 10)).toMatchObject([{ reservedTo: lastId }]);
    await open(region, update);
    const now = soon();
    await region.ledger.tell(choice(now));
    await region.ledger.tell(choice(now));
    const leased = await lease(region.ledger, now);
    expect([leased.length, leased.every(({ wasUnknown }) => wasUnknown)]).toEqual([300, true]);
  });

  it('whoever is told by another region by now stops, and goes on when it is theirs again', async () => {
    const region = await make();
    const { tellings, ledger } = region;
    const update = await owned(region);
    const now = soon();
    await region.begin('us', [{ update, telling: 'majority' }], now);
    await open(region, update);
    await ledger.tell(choice(now));
    await tellings.acked((await tellings.unacked('us', 10))[0]!);
    await ledger.tell(choice(now + 1_000));
    for (const each of await lease(ledger, now + 1_000))
      await ledger.settle(each, { state: 'suppressed', class: 'recipient', code: 'told-by-eu' }, undefined, now);
    await tellings.standDown(update, { epoch: 1, teller: 'eu' });
    expect(await ledger.tell(choice(now + 50_000))).toBeUndefined();
    expect(await tellings.unacked('us', 10)).toEqual([]);
    await tellings.adopt({ update, epoch: 2, teller: 'us', newest: undefined, isAllInDoubt: false, isAlone: true, step: 9 });
    await ledger.tell(choice(now + 60_000));
    expect(await ledger.tell(choice(now + 60_000))).toMatchObject({ rows: 300 });
    expect(await lease(ledger, now + 60_000)).toHaveLength(300);
  });

  it('an operator may let it go on without a majority; by itself it does so only after the time that was set', async () => {
    const region = await make();
    const { tellings, ledger } = region;
    const update = await owned(region);
    const now = soon();
    await region.begin('us', [{ update, telling: 'majority' }], now);
    await open(region, update);
    await ledger.tell(choice(now, { aloneAfterMs: 30_000 }));
    expect(await ledger.tell(choice(now + 29_000, { aloneAfterMs: 30_000 }))).toMatchObject({ rows: 0, wentAlone: false });
    expect(await ledger.tell(choice(now + 31_000, { aloneAfterMs: 30_000 }))).toMatchObject({ wentAlone: true });
    expect(await ledger.tell(choice(now + 31_000))).toMatchObject({ rows: 300 });

    const other = await owned(region);
    await region.begin('us', [{ update: other, telling: 'majority' }], now);
    expect([await tellings.goOnAlone('us'), await tellings.goOnAlone('us')]).toEqual([1, 0]);
  });
}
