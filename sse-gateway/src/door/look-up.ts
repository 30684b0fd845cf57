import type { Kit } from '@pharos/core/role';
import { decodeVersion } from '@pharos/core/version';
import type { Access, Judgement } from './access.ts';
import type { Feed } from '../feed/feed.ts';
import { aheadMs, type Missed } from '../feed/history.ts';
import type { Hub } from '../feed/hub.ts';
import { createPatience } from '@pharos/core/patience';

export interface Asked {
  page: string;
  token: string | undefined;
  /** What the reader has already. */
  after: string | undefined;
  /** The address it is asked from. */
  asker: string;
}

/**
 * What somebody gets who asks for a page.
 *   open       its feed, followed for him: to be left again; and what he missed, if he said what he has
 *   absent     there is no such page, or none for him
 *   elsewhere  the same to somebody who holds a version: another region may have what this one has not, or not yet
 *   ended      he need not come back
 */
export type LookedUp =
  | { kind: 'open'; feed: Feed; judgement: Judgement & { kind: 'open' }; missed: Missed | undefined }
  | { kind: 'absent' }
  | { kind: 'elsewhere' }
  | { kind: 'ended' };

export interface LookUpOptions {
  kit: Kit;
  hub: Pick<Hub, 'open' | 'openAtOnce' | 'leave' | 'history'>;
  access: Access | undefined;
}

// Whatever hangs: a reader is told to come back by then. Each thing that is asked has a limit of its own, below this.
const lookUpMs = 8_000;
// Both whose page is not here and who may not see it are answered at the same moment, however long the last look took.
const alikeMs = 200;
const everybodys: Judgement & { kind: 'open' } = { kind: 'open', access: { kind: 'public' }, token: undefined };

export interface LookUp {
  /** What is at hand; undefined when something must be waited for. Most of a crowd that comes at once is answered so. */
  atOnce(asked: Asked): LookedUp | undefined;
  inTime(asked: Asked): Promise<LookedUp>;
}

export function createLookUp({ kit, hub, access }: LookUpOptions): LookUp {
  const { clock } = kit;
  const patience = createPatience(clock, 'looking up a page', lookUpMs);

  const look = async ({ page, token, after, asker }: Asked): Promise<LookedUp> => {
    const judgement = (await access?.judge(page, token)) ?? everybodys;
    if (judgement.kind === 'ended') return judgement;
    if (judgement.kind === 'unknown') return { kind: 'absent' };
    const feed = await hub.open(page);
    if (!feed) return { kind: 'absent' };
    try {
      const missed = after === undefined ? undefined : await hub.history.missed(feed, after, asker);
      if (missed?.kind !== 'unknown-page') return { kind: 'open', feed, judgement, missed };
    } catch (error) {
      hub.leave(feed.topic);
      throw error;
    }
    hub.leave(feed.topic);
    return { kind: 'absent' };
  };

  const lookInTime = async (asked: Asked): Promise<LookedUp> => {
    const looking = look(asked);
    try {
      return await patience(looking);
    } catch (error) {
      // What comes too late is let go of; its own failure was told already, or nobody waits for it.
      looking.then(
        (late) => late.kind === 'open' && hub.leave(late.feed.topic),
        () => undefined,
      );
      throw error;
    }
  };

  const atOnce = ({ page, after }: Asked): LookedUp | undefined => {
    const judgement = access ? access.judgeAtOnce(page) : everybodys;
    const feed = judgement && hub.openAtOnce(page);
    if (!feed) return undefined;
    const missed = after === undefined ? undefined : hub.history.near(feed, after);
    if (missed || after === undefined) return { kind: 'open', feed, judgement, missed };
    hub.leave(feed.topic);
    return undefined;
  };

  const inTime = async (asked: Asked): Promise<LookedUp> => {
    const askedAt = clock.elapsed();
    const first = await lookInTime(asked);
    if (first.kind !== 'absent' || !isVersion(asked.after)) return first;
    // An id is got from a page that is there: this region has it in a moment, or the reader has no right to know.
    await clock.sleep(aheadMs);
    const second = await lookInTime(asked);
    if (second.kind !== 'absent') return second;
    await clock.sleep(Math.max(0, askedAt + aheadMs + alikeMs - clock.elapsed()));
    return { kind: 'elsewhere' };
  };

  return { atOnce, inTime };
}

function isVersion(after: string | undefined): boolean {
  const version = after === undefined ? undefined : decodeVersion(after);
  return version !== undefined && Object.keys(version).length > 0;
}
