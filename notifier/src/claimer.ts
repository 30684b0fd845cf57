import type { Clock } from '@pharos/core/clock';
import type { Channel } from '@pharos/core/channel';
import type { Sender } from './channels/channel.ts';
import type { Gate } from './gate.ts';
import type { Claimed, Ledger, Turn } from './ledger/ledger.ts';
import type { Receivers } from './receivers.ts';

/** Makes some due deliveries `sending`: those for which there is a place now. */
export type Claimer = () => Promise<Claimed[]>;

// One claim is one transaction; more would hold rows while their calls wait for places.
const claimMax = 100;
// Each so many claims the longest waiting go first: a flood of new ones leaves a tenth for the rest.
const oldestEvery = 10;

export interface ProviderClaims {
  ledger: Ledger;
  clock: Clock;
  channel: Channel;
  ways: { sender: Sender; gate: Gate }[];
}

/** For the first provider whose gate is open. */
export function claimForProviders({ ledger, clock, channel, ways }: ProviderClaims): Claimer {
  let claims = 0;
  return async () => {
    const [first, second] = ways.filter(({ gate }) => !gate.isShut());
    if (!first || first.gate.capacity() <= 0) return [];
    return ledger.claim({
      channel,
      provider: first.sender.name,
      instead: second?.sender.name,
      idempotent: ways.filter(({ sender, gate }) => sender.isIdempotent && !gate.isShut()).map(({ sender }) => sender.name),
      limit: Math.min(claimMax, first.gate.capacity()),
      order: (claims += 1) % oldestEvery === 0 ? 'oldest' : 'fresh',
      now: clock.now(),
      leaseMs: first.sender.leaseMs,
    });
  };
}

export interface ReceiverClaims {
  ledger: Ledger;
  clock: Clock;
  sender: Sender;
  receivers: Receivers;
}

// What waits for later is walked over too. A claim asks so many times at most, and the next one goes on from there.
const walksMax = 8;

/** For whichever receivers and pages have a place, each in its turn. */
export function claimForReceivers({ ledger, clock, sender, receivers }: ReceiverClaims): Claimer {
  let claims = 0;
  const turns: Record<Lane, Turn | undefined> = { fresh: undefined, again: undefined };

  // On from the last turn to the end, and once more from the beginning if it began in the middle.
  const walk = async (lane: Lane, limit: number): Promise<Claimed[]> => {
    let rounds = turns[lane] === undefined ? 1 : 2;
    for (let walks = 0; rounds > 0 && walks < walksMax; walks++) {
      const { claimed, after } = await ledger.claimByTurn({
        provider: sender.name,
        limit,
        isFresh: lane === 'fresh',
        now: clock.now(),
        leaseMs: sender.leaseMs,
        after: turns[lane],
        places: receivers.places(),
      });
      turns[lane] = after;
      if (claimed.length > 0) return claimed;
      if (after === undefined) rounds -= 1;
    }
    return [];
  };

  return async () => {
    const limit = Math.min(claimMax, receivers.capacity());
    if (limit <= 0) return [];
    const [one, other]: Lane[] = (claims += 1) % oldestEvery === 0 ? ['again', 'fresh'] : ['fresh', 'again'];
    const claimed = await walk(one!, limit);
    // One lane at a time: what the second would claim counts on places that the first has just taken.
    return claimed.length > 0 ? claimed : walk(other!, limit);
  };
}

type Lane = 'fresh' | 'again';
