import type { Clock } from '@pharos/core/clock';
import { Problem } from '@pharos/core/problem';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { countSignUps, readSmsCountries, type SignUp, type SignUpCounts } from '@pharos/region/reading/sign-ups';
import { addressKinds } from '@pharos/resources/channels/addresses';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { customerOf, networkOf } from '@pharos/core/ip';

/**
 * What strangers may have sent to others. Each sign-up sends a question to an address that may be anybody's, and some of them
 * cost money: so there is an end to it for the person, for the neighbourhood of the number or host, for the page and for all
 * pages, in a day. What is counted is in the tables, and so the same in every region.
 */
export interface SignUps {
  /** Signs up, unless there was enough today. Throws what the one who asks may know; who else was asked he may not. */
  take(signUp: SignUp, from: string, write: () => Promise<unknown>): Promise<void>;
  /**
   * A question that staff want sent, within the same limits, and within half of what a page may: the rest is for who signs up. `enough`: the person, or the neighbourhood, has had enough of them, on
   * whatever page that was. `full`: the page has. Throws for a number in a country to which the page sends none.
   */
  ask(signUp: SignUp, write: () => Promise<unknown>): Promise<Asked>;
  /** The same once more, of one who was asked before. */
  askAgain(signUp: SignUp, write: () => Promise<unknown>): Promise<Asked>;
}

export type Asked = 'asked' | 'enough' | 'full';

export interface SignUpLimits {
  /** Where the edges say who their visitor is; else all who come through one would count as one. */
  byAddress: boolean;
  /** SMS in a day over all pages. */
  smsPerDay: number;
}

// Where nothing else is said, and no edge stands in front.
export const usualLimits: SignUpLimits = { byAddress: false, smsPerDay: 500 };

const dayMs = 86_400_000;
// Somebody who mistyped, or follows several pages, is asked some times. More is somebody else's doing.
const perPerson = 3;
// Of what a page may ask in a day, what its staff may: an import must not shut out who signs up.
const staffShare = 0.5;
// And once more no sooner than a slow mail takes.
const againAfterMs = 600_000;
// Unanswered, of one page: a large page in its worst hour.
const perPage = 5_000;
// SMS of one page that anybody can have sent: some 5 EUR a day.
const smsPerPage = 50;
// In an hour, from one connection and from its neighbourhood: an office behind one address in an outage.
const perCustomer = 20;
const perNetwork = 100;
const hourS = 3_600;

export function createSignUps(clock: Clock, reads: PostgresDoor, { byAddress, smsPerDay }: SignUpLimits): SignUps {
  const customers = new RateLimiterMemory({ keyPrefix: 'customer', points: perCustomer, duration: hourS });
  const networks = new RateLimiterMemory({ keyPrefix: 'network', points: perNetwork, duration: hourS });
  // Those to one person, range or host are counted one after the other: else a hundred at once would all be the first.
  const turns = new Map<string, Promise<unknown>>();

  const inTurn = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(name) ?? Promise.resolve()).then(work);
    const ended = turn.catch(() => undefined);
    turns.set(name, ended);
    try {
      return await turn;
    } finally {
      if (turns.get(name) === ended) turns.delete(name);
    }
  };

  const refuseFrom = async (from: string) => {
    await consume(customers, customerOf(from));
    await consume(networks, networkOf(from));
  };

  const refuseSms = async ({ page, channel, address }: SignUp) => {
    if (channel !== 'sms') return;
    const countries = await reads((sql) => readSmsCountries(sql, page));
    if (countries.some((country) => address.startsWith(country))) return;
    const message = countries.length === 0 ? 'this page sends no SMS' : 'this page sends no SMS to this country';
    throw new Problem('invalid', message, { fields: [{ path: 'address', message }] });
  };

  const askWithin = async (signUp: SignUp, write: () => Promise<unknown>, { share = 1, isAgain = false } = {}): Promise<Asked> => {
    await refuseSms(signUp);
    return inTurn(turnOf(signUp), async () => {
      const countSince = (ms: number) => reads((sql) => countSignUps(sql, signUp, new Date(clock.now() - ms)));
      const counts = await countSince(dayMs);
      if (isPageFull(counts, smsPerDay, share)) return 'full';
      // Who is asked once more is among those who were asked.
      const others = isAgain ? counts.same - 1 : counts.same;
      if (others >= perPerson || counts.group >= addressKinds[signUp.channel].neighboursMax(signUp.address)) return 'enough';
      if (isAgain && (await countSince(againAfterMs)).same > 0) return 'enough';
      await write();
      return 'asked';
    });
  };

  return {
    take: async (signUp, from, write) => {
      if (byAddress) await refuseFrom(from);
      // That there was enough for this person is said to nobody: it would tell whether others have tried this address.
      if ((await askWithin(signUp, write)) === 'full') {
        throw new Problem('limit', 'too many have signed up here today: try again tomorrow, or use the feed', { retryAfterMs: dayMs });
      }
    },
    ask: (signUp, write) => askWithin(signUp, write, { share: staffShare }),
    askAgain: (signUp, write) => askWithin(signUp, write, { share: staffShare, isAgain: true }),
  };
}

function isPageFull({ page, pageSms, allSms }: SignUpCounts, smsPerDay: number, share: number): boolean {
  return page >= perPage * share || pageSms >= smsPerPage * share || allSms >= smsPerDay * share;
}

function turnOf({ channel, address }: SignUp): string {
  return `${channel} ${addressKinds[channel].turn(address)}`;
}

async function consume(limiter: RateLimiterMemory, who: string): Promise<void> {
  try {
    await limiter.consume(who);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new Problem('limit', 'too many sign-ups come from where you are: try again later', { retryAfterMs: refused.msBeforeNext });
  }
}
