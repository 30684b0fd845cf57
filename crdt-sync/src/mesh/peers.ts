import type { Bus } from '@pharos/core/outside/bus';
import type { Version } from '@pharos/core/version';
import type { Heartbeat } from './wire.ts';

export interface PeerLink {
  region: string;
  number: number;
  /** The bus of that region: subscribed to, and asked, never published to. */
  bus: Bus;
}

/**
 * What is known of a peer, by its heartbeats. It is:
 *   unheard   since this process started: there is no state of it.
 *   level     we have all that it has.
 *   behind    since when, and for how many beats there has been something to fetch: messages overtake heartbeats by a little, so
 *             the first beat is believed only where nobody else brings it (`due.ts`).
 * A peer that falls silent keeps its last state, and `heardAt` says how old that is.
 */
export interface PeerState {
  region: string;
  number: number;
  vv: Version;
  /** What it writes under; undefined: unknown, or it is of a version that does not say so. */
  own: number | undefined;
  /** Its clock beside ours, in milliseconds; positive: it runs ahead. */
  offsetMs: number;
  heardAt: number;
  /** Since when it has had something that we have not; undefined: level. */
  behindSince: number | undefined;
  beatsBehind: number;
}

export interface Peers {
  all(): PeerState[];
  /** Of a peer that was heard; undefined of any other. */
  vectorOf(region: string): Version | undefined;
  /** Writes down what a heartbeat says. */
  hear(peer: PeerLink, beat: Heartbeat, now: number): PeerState;
  /** The same of how we stand to it, which is found out afterwards. */
  stand(state: PeerState, how: { isLevel: boolean; isMissing: boolean }, now: number): void;
  /** How long nothing was heard of a region; undefined: never. */
  silenceOf(number: number, now: number): number | undefined;
}

// A peer's clock is judged by its fastest heartbeat of the last seconds: the rest is the network's delay.
const offsetSamples = 30;

/** One state for each peer in the configuration: it does not grow. */
export function createPeers(): Peers {
  const states = new Map<string, PeerState>();
  const samples = new Map<string, number[]>();

  const begin = ({ region, number }: PeerLink): PeerState => {
    const unknown = { vv: {}, own: undefined, offsetMs: 0, heardAt: 0, behindSince: undefined, beatsBehind: 0 };
    const state: PeerState = { region, number, ...unknown };
    states.set(region, state);
    return state;
  };

  return {
    all: () => [...states.values()],
    vectorOf: (region) => states.get(region)?.vv,
    hear: (peer, beat, now) => {
      const state = states.get(peer.region) ?? begin(peer);
      const recent = [...(samples.get(peer.region) ?? []), beat.at - now].slice(-offsetSamples);
      samples.set(peer.region, recent);
      return Object.assign(state, { vv: beat.vv, own: beat.own, heardAt: now, offsetMs: Math.max(...recent) });
    },
    stand: (state, { isLevel, isMissing }, now) => {
      state.behindSince = isLevel ? undefined : (state.behindSince ?? now);
      state.beatsBehind = isMissing ? state.beatsBehind + 1 : 0;
    },
    silenceOf: (number, now) => {
      const heard = [...states.values()].find((each) => each.number === number);
      return heard && now - heard.heardAt;
    },
  };
}
