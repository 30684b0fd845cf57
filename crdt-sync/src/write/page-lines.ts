import type { Clock } from '@pharos/core/clock';
import { Problem } from '@pharos/core/problem';

export interface PageLines {
  /** Counts the write among those of its page while it lasts, and refuses it when there are too many. */
  counted<T>(page: string | null, write: () => Promise<T>): Promise<T>;
  /** One at a time of each page, in the order they came. `mayGoOn`: it has not taken too long yet. */
  inTurn<T>(page: string | null, write: (mayGoOn: () => boolean) => Promise<T>): Promise<T>;
}

// Writes of one page that are not answered yet, in this process: some seconds of its work. More of them would only take the
// places of other pages, and each would wait longer than anybody does.
export const pageWritesMax = 100;
// Who has not had its turn by then is not waited for any more: its request has a limit as well.
const turnMaxMs = 3_000;

/** Belongs to the writes of one process; each page has a line of its own, which is gone when nobody is in it. */
export function createPageLines(clock: Clock): PageLines {
  const lines = new Map<string, { writes: number; last: Promise<unknown> }>();

  const counted = async <T>(page: string | null, write: () => Promise<T>): Promise<T> => {
    const name = page ?? '';
    const line = lines.get(name) ?? { writes: 0, last: Promise.resolve() };
    if (line.writes >= pageWritesMax) {
      throw new Problem('limit', `${pageWritesMax} writes of this page are waiting already: send them one after the other`, {
        retryAfterMs: 1_000,
      });
    }
    line.writes++;
    lines.set(name, line);
    try {
      return await write();
    } finally {
      if (--line.writes === 0) lines.delete(name);
    }
  };

  const inTurn = async <T>(page: string | null, write: (mayGoOn: () => boolean) => Promise<T>): Promise<T> => {
    const line = lines.get(page ?? '')!; // whoever has a turn is counted
    const until = clock.elapsed() + turnMaxMs;
    const mayGoOn = () => clock.elapsed() < until;
    const turn = line.last.then(() => {
      if (mayGoOn()) return write(mayGoOn);
      throw new Problem('unavailable', 'others are changing the same thing, and this had to wait too long', { retryAfterMs: 1_000 });
    });
    line.last = turn.catch(() => undefined);
    return turn;
  };

  return { counted, inTurn };
}
