import { customerOf, networkOf } from '@pharos/core/ip';
import { Problem } from '@pharos/core/problem';
import type { Attempt, Attempts } from './attempts.ts';

/**
 * How often passwords may be tried: by one address at one page, by one address and by one neighbourhood at all of them, and at one
 * page by everybody. Only what was wrong counts, so that an office behind one address is not shut out by those who know
 * the password. All servers of a region count together (`attempts.ts`).
 */
export interface Unlocks {
  /** Throws a Problem for who has tried too often; else tries, and counts it where it was wrong. */
  try(page: string, address: string, attempt: () => Promise<boolean>): Promise<boolean>;
}

const windowS = 600;
// Somebody who has forgotten which of his passwords it is.
const perAddressAndPage = 10;
const perAddress = 30;
const perNetwork = 100;
// Eight characters are not guessed at a thousand an hour; and more than this hardly come from people.
const perPage = 300;
// Of the places in the line before the processor, so many for one page: a flood at one does not keep others out.
const atOnceMax = 5;
const busyMs = 1_000;

export function createUnlocks(attempts: Attempts): Unlocks {
  const limiter = (name: string, points: number) => attempts.open(`unlock-${name}`, { points, duration: windowS });
  const limiters = [
    { limit: limiter('one', perAddressAndPage), of: (page: string, address: string) => `${page} ${customerOf(address)}` },
    { limit: limiter('address', perAddress), of: (_page: string, address: string) => customerOf(address) },
    { limit: limiter('network', perNetwork), of: (_page: string, address: string) => networkOf(address) },
    { limit: limiter('page', perPage), of: (page: string) => page },
  ];
  const underWay = new Map<string, number>();
  const tryOne: Unlocks['try'] = async (page, address, attempt) => {
    const places = limiters.map(({ limit, of }) => ({ limit, who: of(page, address) }));
    // Counted before it is looked at: a hundred at once are a hundred.
    const taken: typeof places = [];
    for (const place of places) {
      const { isOver, msLeft } = await place.limit.spend(place.who);
      taken.push(place);
      if (!isOver) continue;
      await giveBack(taken.slice(0, -1));
      throw new Problem('limit', 'too many passwords were tried: try again later', { retryAfterMs: msLeft });
    }
    let isRight = false;
    try {
      isRight = await attempt();
    } catch (error) {
      await giveBack(taken);
      throw error;
    }
    if (isRight) await giveBack(taken);
    return isRight;
  };

  return {
    try: async (page, address, attempt) => {
      const before = underWay.get(page) ?? 0;
      if (before >= atOnceMax)
        throw new Problem('limit', 'many are trying this page just now: try again in a moment', { retryAfterMs: busyMs });
      underWay.set(page, before + 1);
      try {
        return await tryOne(page, address, attempt);
      } finally {
        const left = underWay.get(page)! - 1;
        if (left === 0) underWay.delete(page);
        else underWay.set(page, left);
      }
    },
  };
}

async function giveBack(taken: { limit: Attempt; who: string }[]): Promise<void> {
  await Promise.all(taken.map(({ limit, who }) => limit.giveBack(who)));
}
