import type { Clock } from '@pharos/core/clock';
import type { Kit } from '@pharos/core/role';
import type { TellingMode } from '@pharos/region/telling/report';
import { majorityOf, newestOf, rankAfter, type Telling } from '@pharos/region/telling/rules';
import type { Tellings, Unfinished } from '@pharos/region/telling/tellings';
import type { PeerLink } from '../mesh/peers.ts';
import { askMember } from './members.ts';
import type { Reach } from './reach.ts';
import { asksMax, PromiseAnswer } from './wire.ts';

// By then a region that was only slow has been heard again, and one that is cut off has stopped telling by itself.
export const silentMs = 5_000;
// News of yesterday would be told to nobody's use: as long as a mail has patience.
const sinceMs = 24 * 3_600_000;

/** `unclaimed`: two asked at once, and each got half of the promises. `contested`: the same of what this region tells itself. */
export type TakeoverReason = 'silent' | 'unclaimed' | 'contested' | 'declared-dead' | 'by-hand';

export interface KnownMember {
  region: string;
  number: number;
  isDead: boolean;
}

export interface TakeOverOptions {
  kit: Pick<Kit, 'region' | 'regionNumber' | 'log'> & { clock: Clock };
  tellings: Tellings;
  peers: PeerLink[];
  reach: Reach;
  /** All that ever were, this one too. */
  members(): Promise<KnownMember[]>;
  onTaken(reason: TakeoverReason, count: number): void;
}

export interface TakeOver {
  /** One round over all regions. Answers how many notices became this region's. */
  look(): Promise<number>;
  /** What this region tells is promised to somebody else, up to this epoch, who does not tell it: the next round asks for more. */
  contested(update: string, epoch: number): void;
  /** A person's word: at once, also of a region that is heard, and without a majority where none is to be had. */
  order(region: string): Promise<number>;
}

/**
 * The notices of a region that has fallen silent go on from another: the next one by number asks a majority to promise a greater epoch,
 * and begins with the last that any of them knows. When it is gone too, the one behind it does the same five seconds later; and so with
 * what two asked for at once, and neither got.
 */
export function createTakeOver({ kit, tellings, peers, reach, members, onTaken }: TakeOverOptions): TakeOver {
  // What others answered that they had promised: the next try asks for more.
  const refusedAt = new Map<string, number>();
  const contested = new Map<string, number>();

  const takeAll = async (gone: string, reason: TakeoverReason, unclaimedForMs?: number): Promise<number> => {
    const modes: TellingMode[] = reason === 'silent' || reason === 'unclaimed' ? ['majority'] : ['majority', 'alone'];
    const since = new Date(kit.clock.now() - sinceMs);
    let taken = 0;
    for (;;) {
      const batch = await tellings.unfinishedOf(gone, { modes, since, limit: asksMax, unclaimedForMs });
      const { adopted, left } = await take(batch, gone, reason);
      taken += left;
      // What nobody promised now is asked for in the next round.
      if (adopted < batch.length || batch.length < asksMax) break;
    }
    if (taken > 0) {
      kit.log.warn({ alarm: 'takeover', from: gone, reason, notices: taken }, `this region goes on with the notices of ${gone}: ${reason}`);
      onTaken(reason, taken);
    }
    return taken;
  };

  /** How many are this region's now, and of how many something is left to tell. */
  const take = async (batch: Unfinished[], gone: string, reason: TakeoverReason): Promise<{ adopted: number; left: number }> => {
    if (batch.length === 0) return { adopted: 0, left: 0 };
    const counting = new Set((await members()).filter(({ isDead }) => !isDead).map(({ region }) => region));
    const asks = batch.map(({ update, epoch }) => ({ update, epoch: Math.max(epoch, refusedAt.get(update) ?? 0) + 1 }));
    const modes = new Map(batch.map(({ update, mode }) => [update, mode]));
    const isOrdered = reason === 'declared-dead' || reason === 'by-hand';
    const question = { what: 'promise', candidate: kit.region, isOrdered, asks } as const;
    // Who is gone is asked too: should it hear us after all, it stops.
    const answers = await Promise.all(
      peers.map(async (peer) => ({ region: peer.region, said: (await askMember(peer, question, PromiseAnswer))?.answers ?? [] })),
    );
    const done = { adopted: 0, left: 0 };
    for (const { update, epoch } of asks) {
      const said = answers.flatMap(({ region, said }) =>
        said.filter((each) => each.update === update).map((each) => ({ region, ...each })),
      );
      const known: (Telling | undefined)[] = [
        await tellings.read(update),
        ...said.map(({ known: holder }) => holder && { ...holder, report: holder.report }),
      ];
      const promised = said.filter(({ region, isPromised }) => isPromised && counting.has(region)).length + 1;
      const hasMajority = promised >= majorityOf(counting.size);
      const newest = newestOf(known.map((each) => each?.report));
      // What one says is told to the end, is.
      if (!hasMajority && reason !== 'by-hand' && !newest?.isFinished) {
        remember(update, Math.max(0, ...said.filter(({ isPromised }) => !isPromised).map(({ known: holder }) => holder?.epoch ?? 0)));
        continue;
      }
      // Of what was told without a majority's word, and of what none speaks for now, the last that is known may be far behind.
      const isAllInDoubt = modes.get(update) === 'alone' || !hasMajority;
      const isAlone = counting.size < 3 || !hasMajority;
      const step = Math.max(Math.floor(kit.clock.now()), (newest?.step ?? 0) + 1);
      if (await tellings.adopt({ update, epoch, teller: kit.region, newest, isAllInDoubt, isAlone, step })) {
        done.adopted += 1;
        if (!newest?.isFinished) done.left += 1;
        refusedAt.delete(update);
        kit.log.info({ notice: update, from: gone, epoch, reason }, 'this region tells this notice from now on');
      }
    }
    return done;
  };

  const remember = (update: string, epoch: number) => {
    if (refusedAt.size >= refusedMax) refusedAt.clear();
    refusedAt.set(update, epoch);
  };

  return {
    look: async () => {
      const all = await members();
      let taken = 0;
      const own = [...contested].slice(0, asksMax).map(([update, epoch]) => ({ update, epoch, mode: 'majority' as const }));
      contested.clear();
      await take(own, kit.region, 'contested');
      for (const { region, number, isDead } of all) {
        if (region === kit.region) continue;
        const numbers = all.filter((each) => !each.isDead || each.region === region).map((each) => each.number);
        const rank = rankAfter(number, kit.regionNumber, numbers);
        if (rank < 0) continue;
        // A person has said so: the first need not wait.
        const waitMs = silentMs * (isDead ? rank : rank + 1);
        if (isDead && (rank === 0 || reach.silenceMs(region) >= waitMs)) taken += await takeAll(region, 'declared-dead');
        else if (reach.silenceMs(region) >= waitMs) taken += await takeAll(region, 'silent');
        // It is there, and cannot go on: it was promised one half of what another one was promised the other half of.
        else taken += await takeAll(region, 'unclaimed', waitMs);
      }
      return taken;
    },
    contested: (update, epoch) => void contested.set(update, epoch),
    order: async (region) => (region === kit.region ? tellings.goOnAlone(region) : takeAll(region, 'by-hand')),
  };
}

// As many notices as two batches of every region could leave behind.
const refusedMax = 1_000;
