import type { Clock } from '@pharos/core/clock';
import type { Feed } from './feed.ts';
import type { FollowedPage } from './followed-page.ts';

/**
 * The pages a gateway follows, by name and by topic. It grows with the pages that have readers, or had them a moment ago:
 * `forgetIdle` keeps it so.
 */
export interface Pages {
  add(page: FollowedPage): void;
  named(name: string): FollowedPage | undefined;
  onTopic(topic: number): FollowedPage | undefined;
  /** One reader more; undefined for a page that is not followed. */
  join(page: FollowedPage | undefined): Feed | undefined;
  leave(topic: number): void;
  /** Lets go of those that nobody has read for `lingerMs`. */
  forgetIdle(now: number): void;
  /** Move to the end: round robin. */
  moveToEnd(page: FollowedPage): void;
  all(): Iterable<FollowedPage>;
  count(): number;
  /** Pages with readers, and their topics. */
  read(): Map<string, number>;
  clear(): void;
}

export interface PagesOptions {
  clock: Clock;
  checkMs: number;
  /** A page whose last reader left is kept so long: one that flaps costs nothing. */
  lingerMs: number;
}

export function createPages({ clock, checkMs, lingerMs }: PagesOptions): Pages {
  const byName = new Map<string, FollowedPage>();
  const byTopic = new Map<number, FollowedPage>();
  return {
    add: (page) => {
      byName.set(page.feed.page, page);
      byTopic.set(page.feed.topic, page);
    },
    named: (name) => byName.get(name),
    onTopic: (topic) => byTopic.get(topic),
    join: (page) => {
      // While nobody read, nobody looked: that is done at the next tick, and until then it is not late.
      if (page && page.readers++ === 0) page.checkedAt = Math.max(page.checkedAt, clock.elapsed() - checkMs);
      return page?.feed;
    },
    leave: (topic) => {
      const page = byTopic.get(topic);
      if (!page) return;
      page.readers--;
      page.idleSince = clock.elapsed();
    },
    forgetIdle: (now) => {
      for (const [name, { readers, idleSince, subscription, feed }] of byName) {
        if (readers > 0 || now - idleSince < lingerMs) continue;
        subscription.unsubscribe();
        byName.delete(name);
        byTopic.delete(feed.topic);
      }
    },
    moveToEnd: (page) => {
      byName.delete(page.feed.page);
      byName.set(page.feed.page, page);
    },
    all: () => byName.values(),
    count: () => byName.size,
    read: () => new Map([...byName].flatMap(([name, { readers, feed }]) => (readers > 0 ? [[name, feed.topic]] : []))),
    clear: () => {
      byName.clear();
      byTopic.clear();
    },
  };
}
