import type { Clock } from '@pharos/core/clock';
import type { Random } from '@pharos/core/random';
import { createGate, type Gate, type OwnGate } from './gate.ts';
import type { Places } from './ledger/ledger.ts';

/**
 * What stands before the receivers of webhooks: strangers' machines, each with a breaker, a pause and places of its own. What one
 * of them does is felt by nobody who does not write to it. All of them share the slots of the process, and these close for nobody.
 *
 * Who waits in it? Deliveries to one machine wait for its places, those of one page for the page's; both wait as `pending` in the
 * ledger and hold nothing here. What does it grow with? With machines that are ill or being called, up to `hostsMax`.
 */
export interface Receivers extends Gate {
  /** The places that are free, as the ledger needs them to claim no more than can be called. */
  places(): Places;
  /** How many machines are asked nothing for now. */
  shut(): number;
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
// Four times what can be called at once. One that is forgotten is asked once more than it should be.
const hostsMax = 2_000;

export function createReceivers({ slots, perHost, clock, random, onOpen }: ReceiversOptions): Receivers {
  // In the order of their last call; those that are idle and well are not kept at all.
  const hosts = new Map<string, OwnGate>();
  const pages = new Map<string, number>();
  let underWay = 0;

  const gateOf = (host: string) => {
    const gate = hosts.get(host) ?? createGate({ slots: perHost, clock, random, onOpen: () => onOpen(host) });
    hosts.delete(host); // moves to the end: the longest uncalled is forgotten first
    hosts.set(host, gate);
    return gate;
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
    enter: ({ host, page }) => {
      if (underWay >= slots) return undefined;
      const gate = gateOf(host);
      const leave = gate.enter({ host, page });
      if (!leave) return undefined;
      count(page, 1);
      forget();
      return (outcome) => {
        leave(outcome);
        count(page, -1);
        if (gate.isIdleAndWell() && hosts.get(host) === gate) hosts.delete(host);
      };
    },
    state: () => 'closed',
    places: () => {
      const most = perPage();
      const free = [...hosts].map(([host, gate]): [string, number] => [host, Math.max(0, gate.capacity())]);
      return {
        perHost,
        perPage: most,
        hosts: new Map(free.filter(([, places]) => places < perHost)),
        pages: new Map([...pages].map(([page, taken]) => [page, Math.max(0, most - taken)])),
      };
    },
    shut: () => [...hosts.values()].filter((gate) => gate.isShut()).length,
  };
}
