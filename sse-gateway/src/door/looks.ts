import type { Clock } from '@pharos/core/clock';
import type { PageAccess } from '@pharos/core/page-access';
import type { KnownPages } from './known-pages.ts';

/** `isSure`: the table said so just now. A region without its database goes on with what it knew. */
export interface Look {
  access: PageAccess | undefined;
  isSure: boolean;
}

/**
 * Looks in the table who may read a page. Strangers may ask for any number of pages, so all who ask share one connection:
 *
 *   idle      nobody waits
 *   looking   one question is under way; whoever asks meanwhile waits for the next one, together with all others
 *
 * A page is asked for once, however many wait for it. When the question has ended the next begins, until nobody waits: idle.
 */
export interface Looks {
  at(page: string): Promise<Look> | Look;
  /** Looks at all pages that have readers; what has changed is learned, and told from there. */
  atAll(followed: Map<string, number>): Promise<void>;
}

export interface LooksOptions {
  clock: Clock;
  known: KnownPages;
  read(pages: string[]): Promise<Map<string, PageAccess>>;
  topicOf(page: string): number | undefined;
}

const pagesALook = 5_000;

export function createLooks({ clock, known, read, topicOf }: LooksOptions): Looks {
  /** Those to be asked for together once the look before has ended. */
  const waiting = new Map<string, PromiseWithResolvers<Look>>();
  let looking: Promise<void> | undefined;

  const found = (page: string, access: PageAccess | undefined, askedAt: number): Look => {
    if (access) return { access: known.learn(page, topicOf(page), access, askedAt), isSure: true };
    // It was there, and nobody purged it: a database that is being restored.
    return { access: known.of(page), isSure: true };
  };

  const lookTogether = async () => {
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, pagesALook);
      for (const [page] of batch) waiting.delete(page);
      const askedAt = clock.elapsed();
      try {
        const answers = await read(batch.map(([page]) => page));
        for (const [page, { resolve }] of batch) resolve(found(page, answers.get(page), askedAt));
      } catch (error) {
        for (const [page, { resolve, reject }] of batch) {
          const access = known.of(page);
          if (access) resolve({ access, isSure: false });
          else reject(error);
        }
      }
    }
  };

  const lookSoon = () => {
    looking ??= lookTogether().finally(() => {
      looking = undefined;
      // Asked for between the last look and this line.
      if (waiting.size > 0) lookSoon();
    });
  };

  return {
    at: (page) => {
      const access = known.fresh(page);
      if (access) return { access, isSure: true };
      const turn = waiting.get(page) ?? Promise.withResolvers<Look>();
      waiting.set(page, turn);
      lookSoon();
      return turn.promise;
    },
    atAll: async (followed) => {
      const askedAt = clock.elapsed();
      const pages = [...followed.keys()];
      for (let at = 0; at < pages.length; at += pagesALook) {
        const answers = await read(pages.slice(at, at + pagesALook));
        for (const [page, access] of answers) known.learn(page, followed.get(page), access, askedAt);
      }
    },
  };
}
