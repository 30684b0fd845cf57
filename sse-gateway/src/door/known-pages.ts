import type { Clock } from '@pharos/core/clock';
import type { PageAccess } from '@pharos/core/page-access';

/**
 * Who may read which page, as this gateway knows it. One for the whole gateway; it grows with the pages that anybody asks for, up to
 * `knownMax`, and beyond that with the pages that have readers. Of a page it is
 *
 *   nothing    not asked for lately: somebody must look in the table
 *   fresh      looked at, or told by the page's own event, within the last second: good enough to judge by at once
 *   old        known from before: somebody must look again; what is known counts if the table cannot be read
 *
 * `learn` brings each of them to fresh. A page with readers does not go back to nothing: what is known of it is what a change is told by.
 */
export interface KnownPages {
  /** What is known, however old. */
  of(page: string): PageAccess | undefined;
  fresh(page: string): PageAccess | undefined;
  /** Takes what was asked for at `askedAt`, unless the page has told something newer since; answers what counts now. */
  learn(page: string, topic: number | undefined, access: PageAccess, askedAt: number): PageAccess;
}

export interface KnownPagesOptions {
  clock: Clock;
  /** The topic of a page that has readers, or had them a moment ago. */
  topicOf(page: string): number | undefined;
  onChanged(topic: number): void;
}

// A storm of readers who come back costs one look a second for each page.
const freshMs = 1_000;
// Pages remembered beside those with readers: those asked for lately.
const knownMax = 20_000;
// Looked at for each that comes, until one is found that may be forgotten: seven of eight may have readers.
const evictSteps = 8;

export function createKnownPages({ clock, topicOf, onChanged }: KnownPagesOptions): KnownPages {
  const known = new Map<string, { access: PageAccess; at: number }>();

  const remember = (page: string, access: PageAccess) => {
    known.delete(page);
    known.set(page, { access, at: clock.elapsed() });
    for (let step = 0; step < evictSteps && known.size > knownMax; step++) {
      const [oldest, what] = known.entries().next().value!;
      known.delete(oldest);
      if (topicOf(oldest) === undefined) return;
      // It has readers: not forgotten, and looked at last again.
      known.set(oldest, what);
    }
  };

  return {
    of: (page) => known.get(page)?.access,
    fresh: (page) => {
      const near = known.get(page);
      return near && clock.elapsed() - near.at < freshMs ? near.access : undefined;
    },
    learn: (page, topic, access, askedAt) => {
      const before = known.get(page);
      if (before && before.at > askedAt) return before.access;
      remember(page, access);
      if (before && topic !== undefined && !isSame(before.access, access)) onChanged(topic);
      return access;
    },
  };
}

export function isSame(a: PageAccess, b: PageAccess): boolean {
  return a.kind === b.kind && (a.kind !== 'private' || b.kind !== 'private' || a.tokensFrom === b.tokensFrom);
}
