import type { Kit } from '@pharos/core/role';
import type { Connection } from '../engine/engine.ts';
import type { Feed, Step } from '../feed/feed.ts';
import { changeData } from '../feed/frame.ts';
import type { Missed } from '../feed/history.ts';
import type { Hub } from '../feed/hub.ts';

export interface PollsOptions {
  kit: Kit;
  hub: Pick<Hub, 'nextStep' | 'history'>;
}

export interface Poll {
  connection: Connection;
  feed: Feed;
  /** What its client has. */
  from: string;
  missed: Missed;
  waitMs: number;
  /** The address it is asked from. */
  asker: string;
}

// How soon after the first change a long poll is answered: changes of one breath go together.
const gatherMs = 20;

/**
 * Long polls. One is:
 *   held      nothing has happened yet that its client does not know.
 *   answered  by the next step of its page, after its time, or by the gateway that stops (`end`): then with nothing new.
 *   left      its client has gone: nobody is answered.
 */
export function createPolls({ kit, hub }: PollsOptions) {
  const held = new Map<Connection, { over: AbortController; isAbandoned: boolean }>();

  /** Holds it until something is missed, or it is over; undefined: nobody waits for an answer any more. */
  const hold = async ({ connection, feed, from, missed, waitMs, asker }: Poll): Promise<Missed | undefined> => {
    if (missed.kind !== 'steps' || missed.steps.length > 0 || waitMs <= 0) return missed;
    const poll = { over: new AbortController(), isAbandoned: false };
    held.set(connection, poll);
    await hub.nextStep(feed, waitMs, poll.over.signal);
    if (!poll.over.signal.aborted) await kit.clock.sleep(gatherMs);
    held.delete(connection);
    if (poll.isAbandoned) return undefined;
    return poll.over.signal.aborted ? missed : hub.history.missed(feed, from, asker);
  };

  return {
    hold,
    abandon: (connection: Connection) => {
      const poll = held.get(connection);
      if (!poll) return;
      poll.isAbandoned = true;
      poll.over.abort();
    },
    /** Answers so many that nothing has happened; answers how many there were. */
    end: (most: number): number => {
      const some = [...held.values()].filter(({ over }) => !over.signal.aborted).slice(0, most);
      for (const { over } of some) over.abort();
      return some.length;
    },
  };
}

/** What a client is told that was at `from`. */
export function pollBody(feed: Feed, from: string, missed: Missed): object {
  if (missed.kind === 'reset') return { version: feed.text, reset: missed.reason, events: [] };
  const steps: Step[] = missed.kind === 'steps' ? missed.steps : [];
  const events = steps.map(({ event, version }) => JSON.parse(changeData(event, version)) as unknown);
  return { version: steps.at(-1)?.version ?? from, events };
}
