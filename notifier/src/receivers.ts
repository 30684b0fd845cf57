import type { Clock } from '@pharos/core/clock';
import type { Random } from '@pharos/core/random';
import { createEndpointRests } from './endpoint-rests.ts';
import { createGate, type Addressee, type Gate, type OwnGate } from './gate.ts';
import type { Places } from './ledger/ledger.ts';
import type { Outcome } from './outcome.ts';

/**
 * What stands before the receivers of one channel (webhooks, a chat service): strangers' machines, each with a breaker, a pause and places of its own. What one
 * of them does is felt by nobody who does not write to it. All of them share the slots of the process, and these close for nobody.
 * A machine may serve endpoints of many tenants: one that asks for patience rests alone, and the machine only when several do.
 *
 * Who waits in it? Deliveries to one machine wait for its places, those of one page for the page's; both wait as `pending` in the
 * ledger and hold nothing here. What does it grow with? With machines that are ill or being called, up to `hostsMax`.
 */
export interface Receivers extends Gate {
  /** The places that are free, as the ledger needs them to lease no more than can be called. */
  places(): Places;
  restsFor(to: Addressee): number;
  /** How many machines are asked nothing for now. */
  shut(): number;
}

interface Host {
  gate: OwnGate;
  /** Endpoints that asked for patience since one of them took something. At most `throttledMax` are of interest. */
  throttled: Set<string>;
}

export interface ReceiversOptions {
  slots: number;
  perHost: number;
  clock: Clock;
  random: Random;
  onOpen(host: string): void;
}

// What a page may take while many others are busy too; a page that is nearly alone may take as much as it leaves free.
const perPageLeast = 20;
// So many endpoints in a row that ask for patience speak for their machine; fewer may be one tenant's.
const throttledMax = 3;
// An endpoint that says "too fast" and not for how long.
const restUsualMs = 5_000;
// Four times what can be called at once. One that is forgotten is asked once more than it should be.
const hostsMax = 2_000;

export function createReceivers({ slots, perHost, clock, random, onOpen }: ReceiversOptions): Receivers {
  // In the order of their last call; those that are idle and well are not kept at all.
  const hosts = new Map<string, Host>();
  const rests = createEndpointRests(clock);
  const pages = new Map<string, number>();
  let underWay = 0;

  const hostOf = (name: string) => {
    const gate = () => createGate({ slots: perHost, clock, random, onOpen: () => onOpen(name) });
    const host = hosts.get(name) ?? { gate: gate(), throttled: new Set<string>() };
    hosts.delete(name); // moves to the end: the longest uncalled is forgotten first
    hosts.set(name, host);
    return host;
  };
  /** What the machine is told of an outcome: that of one endpoint's patience only when it speaks for all. */
  const heard = ({ throttled }: Host, address: string, outcome: Outcome): Outcome => {
    if (outcome.kind === 'accepted') {
      throttled.clear();
      // A call that was under way when it asked for patience says nothing of that.
      if (outcome.restMs !== undefined) rests.rest(address, outcome.restMs);
      else if (rests.restsFor(address) === 0) rests.forget(address);
      return outcome;
    }
    if (outcome.class !== 'throttled' || outcome.isOfAll) return outcome;
    rests.rest(address, outcome.retryAfterMs ?? restUsualMs);
    if (throttled.size < throttledMax) throttled.add(address);
    return throttled.size >= throttledMax ? outcome : { ...outcome, class: 'transient', isOneRefusal: true };
  };
  const forget = () => {
    for (const host of hosts.keys()) {
      if (hosts.size <= hostsMax) return;
      hosts.delete(host); // a call that is under way there gives its place back to a gate that nobody asks any more
    }
  };
  const count = (page: string, by: 1 | -1) => {
    underWay += by;
    const left = (pages.get(page) ?? 0) + by;
    if (left === 0) pages.delete(page);
    else pages.set(page, left);
  };
  // Each page may take as much as it leaves free, so that there is always room for one more page.
  const perPage = () => Math.max(perPageLeast, slots - underWay);

  return {
    isShut: () => false,
    capacity: () => slots - underWay,
    restsFor: ({ address }) => rests.restsFor(address),
    enter: (to) => {
      const { host: name, page, address } = to;
      if (underWay >= slots || rests.restsFor(address) > 0) return undefined;
      const host = hostOf(name);
      const leave = host.gate.enter(to);
      if (!leave) return undefined;
      count(page, 1);
      forget();
      return (outcome) => {
        leave(heard(host, address, outcome));
        count(page, -1);
        if (host.gate.isIdleAndWell() && host.throttled.size === 0 && hosts.get(name) === host) hosts.delete(name);
      };
    },
    state: () => 'closed',
    places: () => {
      const most = perPage();
      const free = [...hosts].map(([host, { gate }]): [string, number] => [host, Math.max(0, gate.capacity())]);
      return {
        perHost,
        perPage: most,
        hosts: new Map(free.filter(([, places]) => places < perHost)),
        pages: new Map([...pages].map(([page, taken]) => [page, Math.max(0, most - taken)])),
      };
    },
    shut: () => [...hosts.values()].filter(({ gate }) => gate.isShut()).length,
  };
}
