import type { Clock } from '@pharos/core/clock';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { readPageVersion } from '@pharos/region/reading/page-events';
import { covers, type Version } from '@pharos/core/version';

/** Waits until the page is at least there, or for half a second. True: it is. */
export type VersionWait = (page: string, atLeast: Version) => Promise<boolean>;

// How long a read waits for a write that the reader has seen elsewhere, before it answers with what is here.
const waitMs = 500;
const askAgainMs = 25;
// Who waits holds a place among the readers. More than these do not wait, but are shown what is here: anybody can ask for a
// version that never comes.
const waitingMax = 30;

/** Looks at one row, not at the page, and once for all who wait for the same page. */
export function createVersionWait(clock: Clock, reads: PostgresDoor): VersionWait {
  const looks = new Map<string, Promise<Version>>();
  let waiting = 0;

  const read = async (page: string) => (await reads((sql) => readPageVersion(sql, page))) ?? {};
  const nextLook = (page: string): Promise<Version> => {
    const look =
      looks.get(page) ??
      clock
        .sleep(askAgainMs)
        .then(() => read(page))
        .finally(() => looks.delete(page));
    looks.set(page, look);
    return look;
  };

  return async (page, atLeast) => {
    if (covers(await read(page), atLeast)) return true;
    if (waiting >= waitingMax) return false;
    waiting++;
    try {
      for (const until = clock.elapsed() + waitMs; clock.elapsed() < until;) {
        if (covers(await nextLook(page), atLeast)) return true;
      }
      return false;
    } finally {
      waiting--;
    }
  };
}
