import type { Context, MiddlewareHandler } from 'hono';
import type { Peer } from '@pharos/core/outside/http';
import { Problem } from '@pharos/core/problem';
import type { Budget, Budgets, Left } from './budget.ts';
import { windowS } from './budget.ts';
import { keyIn, keyInPath } from './caller.ts';
import type { Caller, Env } from './env.ts';
import type { Keys } from './keys.ts';
import type { IsEdge } from './known-edges.ts';
import type { Sessions } from './people/sessions.ts';
import type { Tiers } from './tiers.ts';
import { edgeHeader, visitorHeader } from '@pharos/core/edge-token';
import { customerOf } from '@pharos/core/ip';

export interface RateLimits {
  /** Requests a second of one key, or of one person who is signed in, averaged over `windowS`. */
  perKey: number;
  /** Requests a second of one of our edges, which asks for all its visitors. */
  perEdge: number;
  /** Requests a second of one address without a key. */
  perAddress: number;
  /** Requests a second of all keys of one organisation together, by its tier; none: each key has its own limit only. */
  tiers?: Tiers | undefined;
  /** A proxy of ours stands in front and names the caller. */
  trustProxy: boolean;
}

/**
 * Finds out who calls, and whether he calls too often. Whoever is not known yet counts by his address, also for the question
 * who he is: made-up keys cost the database no more than guests do, and whoever is over the limit costs it nothing. A key counts by
 * itself and for its organisation. An edge of ours has a budget of its own: it asks for a whole region.
 */
export function admit(
  limits: RateLimits,
  keys: Keys,
  sessions: Sessions,
  isEdge: IsEdge,
  budgets: Budgets,
  customers = createCustomers(),
): MiddlewareHandler<Env> {
  const { perKey, perEdge, perAddress, trustProxy, tiers } = limits;
  const byKey = budgets.open('key', perKey);
  const byPerson = budgets.open('person', perKey);
  const byEdge = budgets.open('edge', perEdge);
  const byAddress = budgets.open('address', perAddress);
  const byTier = new Map<string, Budget>();
  const spendOfOrganisation = async (c: Context<Env>, { organisation }: Caller) => {
    if (!tiers || organisation === null) return;
    const { tier, perSecond } = tiers(organisation);
    const budget = byTier.get(tier) ?? budgets.open(`organisation-${tier}`, perSecond);
    byTier.set(tier, budget);
    await spend(c, budget, organisation);
  };
  return async function admit(c, next) {
    const before = c.env.admitted;
    if (before) {
      c.set('address', before.address);
      c.set('caller', before.caller);
      if (before.left-- > 0) return next();
      await spendOfOrganisation(c, before.caller);
      await spend(c, byKey, before.caller.id);
      return next();
    }
    const hop = addressOf(trustProxy ? c.req.header('x-forwarded-for') : undefined, c.env);
    const token = c.req.header(edgeHeader);
    if (token !== undefined && (await isEdge(token))) {
      await spend(c, byEdge, hop);
      const visitor = c.req.header(visitorHeader);
      c.set('address', visitor ?? hop);
      // What a visitor wants done counts as his, wherever he comes in.
      if (visitor !== undefined && c.req.method !== 'GET' && c.req.method !== 'HEAD') await spend(c, byAddress, customers(visitor));
      return next();
    }
    c.set('address', hop);
    c.set('signedIn', undefined);
    const customer = customers(hop);
    const sent = sessions.sent(c);
    if (sent?.session) {
      // What it says of itself is signed: nobody is looked up for who is over the limit.
      await spend(c, byPerson, sent.session.person);
      const entered = await sessions.enter(c, sent);
      c.set('signedIn', entered?.signedIn);
      c.set('caller', entered?.caller);
      if (entered) await spendOfOrganisation(c, entered.caller);
      return next();
    }
    if (sent && !sent.isCookie) {
      await spend(c, byAddress, customer);
      throw new Problem('unauthorized', 'this session is over: sign in again');
    }
    const key = keyIn(c.req.header('authorization')) ?? keyInPath(c.req.path);
    const atHand = key === undefined ? undefined : keys.atHand(key);
    // Nobody is looked up again who has had enough.
    const last = key !== undefined && atHand === undefined ? keys.lastKnown(key) : undefined;
    if (last) refuseOver(c, byKey.overOf(last.id));
    if (atHand === undefined || atHand === 'unknown') await spend(c, byAddress, customer);
    const caller = key === undefined ? undefined : (atHand ?? (await keys.lookUp(key)));
    if (caller === 'unknown') throw new Problem('unauthorized', 'this key is not known, has ended or was revoked');
    if (caller) {
      await spendOfOrganisation(c, caller);
      await spend(c, byKey, caller.id);
    }
    c.set('caller', caller);
    await next();
  };
}

// To take an address apart costs more than to look it up. As many as one server hears of in some minutes.
const customersMax = 10_000;

export function createCustomers(): (address: string) => string {
  const known = new Map<string, string>();
  return (address) => {
    const found = known.get(address);
    if (found !== undefined) return found;
    const customer = customerOf(address);
    known.set(address, customer);
    if (known.size > customersMax) known.delete(known.keys().next().value!);
    return customer;
  };
}

async function spend(c: Context<Env>, budget: Budget, who: string): Promise<void> {
  const spent = budget.spend(who);
  const left = spent instanceof Promise ? await spent : spent;
  c.set('budget', left);
  if (left.isOver) refuseOver(c, left);
}

function refuseOver(c: Context<Env>, left: Left | undefined): void {
  if (!left) return;
  c.set('budget', left);
  const { text, retryAfterMs } = wordsOver(left);
  throw new Problem('limit', text, { retryAfterMs });
}

export function wordsOver({ points, msLeft }: Left): { text: string; retryAfterMs: number } {
  const retryAfterMs = Math.max(1, msLeft);
  return { text: `more than ${points} requests in ${windowS} s: wait ${Math.ceil(retryAfterMs / 1_000)} s`, retryAfterMs };
}

// The last hop is the one our own proxy wrote; what stands before it is the caller's word.
export function addressOf(forwarded: string | null | undefined, { remoteAddress }: Pick<Peer, 'remoteAddress'>): string {
  return forwarded?.split(',').at(-1)?.trim() ?? remoteAddress;
}
