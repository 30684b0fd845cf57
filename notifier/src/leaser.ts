import type { Clock } from '@pharos/core/clock';
import type { Channel } from '@pharos/core/channel';
import type { Sender } from './channels/channel.ts';
import type { Gate } from './gate.ts';
import type { Leased, Ledger, Turn } from './ledger/ledger.ts';
import type { Receivers } from './receivers.ts';

/** Makes some due deliveries `sending`: those for which there is a place now. */
export type Leaser = () => Promise<Leased[]>;

// One lease is one transaction; more would hold rows while their calls wait for places.
const leaseMax = 100;
// Each so many leases the longest waiting go first: a flood of new ones leaves a tenth for the rest.
const oldestEvery = 10;

export interface ProviderLeases {
  ledger: Ledger;
  clock: Clock;
  channel: Channel;
  ways: { sender: Sender; gate: Gate }[];
}

/** For the first provider whose gate is open. */
export function leaseForProviders({ ledger, clock, channel, ways }: ProviderLeases): Leaser {
  let leases = 0;
  return async () => {
    const [first, second] = ways.filter(({ gate }) => !gate.isShut());
    if (!first || first.gate.capacity() <= 0) return [];
    return ledger.lease({
      channel,
      provider: first.sender.name,
      instead: second?.sender.name,
      idempotent: ways.filter(({ sender, gate }) => sender.isIdempotent && !gate.isShut()).map(({ sender }) => sender.name),
      limit: Math.min(leaseMax, first.gate.capacity()),
      order: (leases += 1) % oldestEvery === 0 ? 'oldest' : 'fresh',
      now: clock.now(),
      leaseMs: first.sender.leaseMs,
    });
  };
}

export interface ReceiverLeases {
  ledger: Ledger;
  clock: Clock;
  sender: Sender;
  receivers: Receivers;
}

// What waits for later is walked over too. A lease asks so many times at most, and the next one goes on from there.
const walksMax = 8;

/** For whichever receivers and pages have a place, each in its turn. */
export function leaseForReceivers({ ledger, clock, sender, receivers }: ReceiverLeases): Leaser {
  let leases = 0;
  const turns: Record<Lane, Turn | undefined> = { fresh: undefined, again: undefined };

  // On from the last turn to the end, and once more from the beginning if it began in the middle.
  const walk = async (lane: Lane, limit: number): Promise<Leased[]> => {
    let rounds = turns[lane] === undefined ? 1 : 2;
    for (let walks = 0; rounds > 0 && walks < walksMax; walks++) {
      const { leased, after } = await ledger.leaseByTurn({
        channel: sender.channel,
        provider: sender.name,
        limit,
        isFresh: lane === 'fresh',
        now: clock.now(),
        leaseMs: sender.leaseMs,
        after: turns[lane],
        places: receivers.places(),
      });
      turns[lane] = after;
      if (leased.length > 0) return leased;
      if (after === undefined) rounds -= 1;
    }
    return [];
  };

  return async () => {
    const limit = Math.min(leaseMax, receivers.capacity());
    if (limit <= 0) return [];
    const [one, other]: Lane[] = (leases += 1) % oldestEvery === 0 ? ['again', 'fresh'] : ['fresh', 'again'];
    const leased = await walk(one!, limit);
    // One lane at a time: what the second would lease counts on places that the first has just taken.
    return leased.length > 0 ? leased : walk(other!, limit);
  };
}

type Lane = 'fresh' | 'again';
