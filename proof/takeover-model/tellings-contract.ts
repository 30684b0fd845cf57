import { newId } from '@pharos/core/id';
import { expect, it } from 'vitest';
import { ids, modes, nobody, owned, report, soon, type ContractRegion } from './contract-kit.ts';
import { stepsContract } from './steps-contract.ts';

/** What every store of tellings must do, whatever it is made of. */
export function tellingsContract(make: () => Promise<ContractRegion>): void {
  it('a later word of the same teller is stored, an earlier one changes nothing, and an older epoch is refused', async () => {
    const { tellings } = await make();
    const update = newId();
    expect((await tellings.take(report(update, { step: 5 }))).as).toBe('stored');
    expect((await tellings.take(report(update, { step: 4, reservedTo: null }))).as).toBe('kept');
    expect((await tellings.read(update))?.report).toEqual(report(update, { step: 5 }));
    expect((await tellings.take(report(update, { epoch: 2, teller: 'eu' }))).as).toBe('stored');
    const refused = await tellings.take(report(update, { step: 6 }));
    expect(refused).toMatchObject({ as: 'refused', known: { epoch: 2, teller: 'eu' } });
    expect((await tellings.read(update))?.report?.epoch).toBe(2);
  });

  it('one epoch is promised to one region: of those that ask at once, one gets it', async () => {
    const { tellings } = await make();
    const updates = [newId(), newId(), newId()];
    const asked = await Promise.all(
      ['eu', 'ap', 'sa'].map((candidate) =>
        tellings.promise(
          updates.map((update) => ({ update, epoch: 1 })),
          candidate,
          nobody,
        ),
      ),
    );
    for (const update of updates) expect(asked.flat().filter((each) => each.update === update && each.isPromised)).toHaveLength(1);
    const teller = (await tellings.read(updates[0]!))!.teller;
    const again = await tellings.promise([{ update: updates[0]!, epoch: 1 }], teller, nobody);
    expect(again).toMatchObject([{ isPromised: true }]);
  });

  it('nothing is promised of a region that was heard a moment ago, and a promise says how far it is', async () => {
    const region = await make();
    const update = await owned(region);
    await region.tellings.take(report(update));
    const [no] = await region.tellings.promise([{ update, epoch: 1 }], 'eu', (teller) => teller === 'us');
    expect(no).toMatchObject({ isPromised: false, known: { epoch: 0, teller: 'us' } });
    const [yes] = await region.tellings.promise([{ update, epoch: 1 }], 'eu', nobody);
    expect(yes).toEqual({ update, isPromised: true, known: { epoch: 0, teller: 'us', report: report(update) } });
    expect((await region.tellings.take(report(update, { step: 9 }))).as).toBe('refused');
  });

  it('of a request that two regions took, the owner that the job names is believed, whoever came first', async () => {
    const region = await make();
    const update = await owned(region, 'majority', 'eu');
    expect((await region.tellings.take(report(update, { teller: 'us' }))).as).toBe('stored');
    expect((await region.tellings.take(report(update, { teller: 'eu' }))).as).toBe('stored');
    expect((await region.tellings.take(report(update, { teller: 'us', step: 7 }))).as).toBe('refused');
  });

  it('what a region left unfinished is found, and goes on where it ended', async () => {
    const region = await make();
    const [update, finished, alone] = [await owned(region), await owned(region), await owned(region, 'alone')];
    await region.tellings.take(report(update, { toldTo: ids[49]!, open: [ids[3]!] }));
    await region.tellings.take(report(finished, { isFinished: true }));
    const options = { modes, since: new Date(Date.now() - 60_000), limit: 10 };
    expect(await region.tellings.unfinishedOf('us', options)).toEqual([{ update, epoch: 0, mode: 'majority' }]);
    const all = await region.tellings.unfinishedOf('us', { ...options, modes: ['majority', 'alone'] });
    expect(all.map((each) => each.update)).toEqual([update, alone]);

    const newest = (await region.tellings.read(update))!.report;
    const adoption = { update, epoch: 1, teller: 'eu', newest, isAllInDoubt: false, isAlone: false, step: 100 };
    expect(await region.tellings.adopt(adoption)).toBe(true);
    expect(await region.tellings.adopt({ ...adoption, teller: 'ap' })).toBe(false);
    expect(await region.takenOver('eu')).toEqual([update]);
    expect(await region.tellings.unfinishedOf('us', options)).toEqual([]);
    expect(await region.tellings.unacked('eu', 10)).toEqual([
      { ...newest, epoch: 1, teller: 'eu', step: 100, reservedTo: ids[99]!, open: [ids[3]!] },
    ]);
    expect(await region.takeDue('eu', soon())).toMatchObject({
      update,
      own: { cursor: ids[49], toldTo: ids[49], again: [ids[3]], doubtTo: ids[99] },
    });
  });

  it('what was promised to one that says nothing of it is free for a greater epoch, and is found after a while', async () => {
    const region = await make();
    const { tellings } = region;
    const update = await owned(region);
    await tellings.take(report(update));
    await tellings.promise([{ update, epoch: 1 }], 'eu', nobody);
    const options = { modes, since: new Date(Date.now() - 60_000), limit: 10 };
    expect(await tellings.unfinishedOf('eu', { ...options, unclaimedForMs: 60_000 })).toEqual([]);
    expect(await tellings.unfinishedOf('eu', { ...options, unclaimedForMs: 0 })).toEqual([{ update, epoch: 1, mode: 'majority' }]);
    const isHeard = () => true;
    expect(await tellings.promise([{ update, epoch: 1 }], 'ap', isHeard)).toMatchObject([{ isPromised: false }]);
    expect(await tellings.promise([{ update, epoch: 2 }], 'ap', isHeard)).toMatchObject([{ isPromised: true }]);
    await tellings.take(report(update, { epoch: 2, teller: 'ap' }));
    expect(await tellings.unfinishedOf('ap', { ...options, unclaimedForMs: 0 })).toEqual([]);
    expect(await tellings.promise([{ update, epoch: 3 }], 'sa', isHeard)).toMatchObject([{ isPromised: false }]);
  });

  stepsContract(make);
}
