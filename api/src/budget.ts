import { createBreaker } from '@pharos/core/breaker';
import type { Counted, Counts } from '@pharos/core/outside/counts';
import { createPatience } from '@pharos/core/patience';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';

/** What is left of a budget, after something was taken from it. */
export interface Left {
  isOver: boolean;
  name: string;
  /** Of how much, as it is told. */
  policy: string;
  points: number;
  remaining: number;
  msLeft: number;
}

export interface Budget {
  /** Takes one. At once, unless the others of the region have to be asked first. */
  spend(who: string): Left | Promise<Left>;
  /** Only where nothing is left: nothing is taken, and nobody asked. */
  overOf(who: string): Left | undefined;
}

export interface Budgets {
  /** So many requests a second of each, averaged over `windowS`. Asking twice for a name gives the same budget. */
  open(name: string, perSecond: number): Budget;
}

// Long enough for a burst at the start of an incident, short enough that waiting it out is bearable.
export const windowS = 10;
// Those who are counted at the same time in one budget; beyond it those that began first begin again.
const countedMax = 100_000;
// What is counted here is told to the others so often; meanwhile each of them may let through what it believes to be left.
const shareEachMs = 50;
const shareAtOnceMax = 1_000;
// What the others counted longer ago is not gone by. Whoever goes on asking tells, and hears, more often.
const heardMs = 100;
// Near the end of a budget each request asks the others: all processes together let through hardly more than there is.
const carefulShare = 0.1;
// A request waits no longer for the others' count: it goes on by what is known here.
const patienceMs = 25;

interface Window {
  who: string;
  endsAt: number;
  /** Spent here; the last `untold` of it the others do not know of. */
  own: number;
  untold: number;
  others: number;
  /** When the others were last asked, or could not be. */
  heardAt: number;
  asking: Promise<void> | undefined;
}

/**
 * Budgets of those who ask, counted by this process and, where there are `counts`, with all others of the region. Redis is asked
 * when somebody comes after a pause, and again by each of the last requests of a budget; in between what is spent is told some moments
 * later, for many at once. Whoever has had enough is refused from memory. When Redis is gone or slow, each process counts for itself
 * until it is back: losing a shared counter must not close the API on the worst day of the year.
 */
export function createBudgets(kit: Pick<Kit, 'clock' | 'random' | 'log' | 'metrics'>, counts: Counts | undefined): Budgets {
  const { clock, log, metrics } = kit;
  const breaker = createBreaker(kit);
  const inTime = createPatience(clock, 'the shared count', patienceMs);
  const refused = metrics.counter('api_refused_total', 'Requests that were refused because there were too many, by whose they were', [
    'budget',
  ]);
  const failures = metrics.counter(
    'api_counts_failures_total',
    'Times the count of the region could not be asked: each process counts for itself',
  );

  const add = async (name: string, points: number): Promise<Counted | undefined> => {
    const ticket = counts ? breaker.admit() : undefined;
    if (!counts || ticket === undefined) return undefined;
    try {
      const counted = await inTime(counts.add(name, points, windowS));
      breaker.settle(ticket, 'success');
      return counted;
    } catch (error) {
      breaker.settle(ticket, 'failure');
      failures.inc();
      log.debug({ err: error }, 'the count of the region does not answer: this process counts for itself');
      return undefined;
    }
  };

  const opened = new Map<string, Budget>();
  const open = (name: string, perSecond: number): Budget => {
    const points = perSecond * windowS;
    const windows = new Map<string, Window>();
    const untold = new Set<Window>();
    let isTelling = false;
    const over = refused.labels(name);

    const begin = (who: string, now: number): Window => {
      const window = { who, endsAt: now + windowS * 1_000, own: 0, untold: 0, others: 0, heardAt: -Infinity, asking: undefined };
      windows.delete(who);
      windows.set(who, window);
      if (windows.size > countedMax) windows.delete(windows.keys().next().value!);
      return window;
    };
    const policy = `"${name}";q=${points};w=${windowS}`;
    const leftOf = ({ own, others, endsAt }: Window, isOver = own + others > points): Left => {
      if (isOver) over.inc();
      const remaining = Math.max(0, points - own - others);
      return { isOver, name, policy, points, remaining, msLeft: Math.max(0, endsAt - clock.elapsed()) };
    };
    const overOf = (who: string): Left | undefined => {
      const window = windows.get(who);
      return window && clock.elapsed() < window.endsAt && window.own + window.others >= points ? leftOf(window, true) : undefined;
    };

    const tell = async (window: Window): Promise<void> => {
      const telling = window.untold;
      window.untold = 0;
      untold.delete(window);
      const counted = await add(`${name}:${window.who}`, telling);
      window.heardAt = clock.elapsed();
      if (!counted) return;
      // Their count began later or earlier than ours: theirs is what all go by.
      const mine = window.own - window.untold;
      if (counted.total < mine) window.own = counted.total + window.untold;
      window.others = Math.max(0, counted.total - mine);
      window.endsAt = clock.elapsed() + counted.msLeft;
    };
    const ask = async (window: Window): Promise<Left> => {
      while (window.asking) await window.asking;
      if (window.untold > 0) await (window.asking = tell(window).finally(() => (window.asking = undefined)));
      return leftOf(window);
    };
    const tellLater = async () => {
      isTelling = true;
      while (untold.size > 0) {
        await clock.sleep(shareEachMs);
        const some = [...untold].slice(0, shareAtOnceMax);
        await Promise.all(some.map((window) => ask(window)));
      }
      isTelling = false;
    };

    return {
      overOf,
      spend: (who) => {
        const now = clock.elapsed();
        const known = windows.get(who);
        const window = known && now < known.endsAt ? known : begin(who, now);
        const spent = window.own + window.others;
        if (spent >= points) return leftOf(window, true);
        window.own += 1;
        if (!counts) return leftOf(window);
        window.untold += 1;
        if (now - window.heardAt > heardMs || points - spent <= points * carefulShare) return ask(window);
        untold.add(window);
        if (!isTelling) run(tellLater(), (error) => log.error({ err: error }, 'a bug while counts were told'));
        return leftOf(window);
      },
    };
  };
  return {
    open: (name, perSecond) => {
      const budget = opened.get(name) ?? open(name, perSecond);
      opened.set(name, budget);
      return budget;
    },
  };
}
