import type { Clock } from '@pharos/core/clock';
import { majorityOf } from '@pharos/region/telling/rules';
import type { TellingMode } from '@pharos/region/telling/report';
import type { PeerLink } from '../mesh/peers.ts';
import { askMember } from './members.ts';
import { ReachAnswer } from './wire.ts';

// Twice a second: a region that is cut off says so of what it writes from about a second later on.
export const reachEveryMs = 500;
// An answer is good until the one after the next is due, and its way.
const answeredMs = 1_200;
// Whose database has not answered for so long cannot store what it is asked to.
const wellMs = 2_000;

export interface ReachOptions {
  region: string;
  clock: Clock;
  peers: PeerLink[];
  /** The regions that count, this one too. */
  members(): Promise<string[]>;
  /** Writes it where writers and notifiers of this region find it. Throws when the database is away. */
  write(mode: TellingMode | null): Promise<void>;
}

export interface Reach {
  /** One round. Throws when the database is away: then nobody is told that this region is there. */
  look(): Promise<void>;
  /** That region has asked something: it is there. */
  heard(region: string): void;
  /** How long nothing was heard of it; since this process was started, if it never was. */
  silenceMs(region: string): number;
  /** This region can store what it is asked to. */
  isWell(): boolean;
}

/**
 * Whether this region reaches a majority of the regions, found out by asking: heartbeats may come in where nothing gets out, and an
 * older version, or a bus that does not let us ask, has them too. Who asks has just written to its database: of one that cannot
 * write any more its heartbeats go on, and its notices do not.
 */
export function createReach({ region, clock, peers, members, write }: ReachOptions): Reach {
  const startedAt = clock.elapsed();
  const answered = new Map<string, number>();
  const heard = new Map<string, number>();
  let wellAt = -Infinity;
  const ask = async (peer: PeerLink) => {
    const answer = await askMember(peer, { what: 'reach', region }, ReachAnswer);
    if (answer?.isThere) answered.set(peer.region, clock.elapsed());
  };
  const modeNow = async (): Promise<TellingMode | null> => {
    const all = await members();
    if (all.length < 2) return null;
    const reached = all.filter((each) => each !== region && clock.elapsed() - (answered.get(each) ?? -Infinity) <= answeredMs).length;
    return all.length > 2 && reached + 1 >= majorityOf(all.length) ? 'majority' : 'alone';
  };
  return {
    look: async () => {
      await write(await modeNow());
      wellAt = clock.elapsed();
      // Not awaited: one that does not answer must not delay the next round. What fails of it is a peer that does not answer.
      for (const peer of peers) void ask(peer).catch(() => undefined);
    },
    heard: (from) => void heard.set(from, clock.elapsed()),
    silenceMs: (from) => clock.elapsed() - (heard.get(from) ?? startedAt),
    isWell: () => clock.elapsed() - wellAt <= wellMs,
  };
}
