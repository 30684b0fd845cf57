import type { ReaderOf } from '@pharos/resources/person/reader';

export interface Token {
  issuedAt: number;
  expiresAt: number;
  /** Somebody who is signed in: it ends with that. */
  reader?: ReaderOf | undefined;
}

/**
 * Readers of private pages and what each came in by; as many as there are such readers here.
 *
 *   held      from the moment it is admitted
 *   expired   its token has run out, or whose it was may not read any more: told of once, and forgotten
 *   gone      it left before that
 */
export interface HeldTokens {
  hold(tag: number, topic: number, token: Token): void;
  of(tag: number): Token | undefined;
  forget(tag: number): void;
  expire(now: number): void;
  /** Those who read as people who are signed in, each person and page once. */
  readers(): ReaderOf[];
  /** These may not read any more. */
  end(readers: readonly ReaderOf[]): void;
}

export function createHeldTokens(onExpired: (topic: number, tags: ReadonlySet<number>) => void): HeldTokens {
  const held = new Map<number, { topic: number; token: Token }>();
  return {
    hold: (tag, topic, token) => void held.set(tag, { topic, token }),
    of: (tag) => held.get(tag)?.token,
    forget: (tag) => void held.delete(tag),
    // Readers of one topic go together: one link for thousands runs out in one moment.
    expire: (now) => drop(({ expiresAt }) => expiresAt <= now),
    readers: () => [...new Map([...held.values()].flatMap(({ token: { reader } }) => (reader ? [[nameOf(reader), reader]] : []))).values()],
    end: (readers) => {
      const over = new Set(readers.map(nameOf));
      if (over.size > 0) drop(({ reader }) => reader !== undefined && over.has(nameOf(reader)));
    },
  };

  function drop(isOver: (token: Token) => boolean): void {
    const over = new Map<number, Set<number>>();
    for (const [tag, { topic, token }] of held) {
      if (!isOver(token)) continue;
      held.delete(tag);
      over.set(topic, (over.get(topic) ?? new Set()).add(tag));
    }
    for (const [topic, tags] of over) onExpired(topic, tags);
  }
}

function nameOf({ page, session: { person, id } }: ReaderOf): string {
  return `${page} ${person} ${id}`;
}
