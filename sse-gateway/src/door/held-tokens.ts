export interface Token {
  issuedAt: number;
  expiresAt: number;
}

/**
 * Readers of private pages and what each came in by; as many as there are such readers here.
 *
 *   held      from the moment it is admitted
 *   expired   its token has run out: told of once, and forgotten
 *   gone      it left before that
 */
export interface HeldTokens {
  hold(tag: number, topic: number, token: Token): void;
  of(tag: number): Token | undefined;
  forget(tag: number): void;
  expire(now: number): void;
}

export function createHeldTokens(onExpired: (topic: number, tags: ReadonlySet<number>) => void): HeldTokens {
  const held = new Map<number, { topic: number; token: Token }>();
  return {
    hold: (tag, topic, token) => void held.set(tag, { topic, token }),
    of: (tag) => held.get(tag)?.token,
    forget: (tag) => void held.delete(tag),
    // Readers of one topic go together: one link for thousands runs out in one moment.
    expire: (now) => {
      const over = new Map<number, Set<number>>();
      for (const [tag, { topic, token }] of held) {
        if (token.expiresAt > now) continue;
        held.delete(tag);
        over.set(topic, (over.get(topic) ?? new Set()).add(tag));
      }
      for (const [topic, tags] of over) onExpired(topic, tags);
    },
  };
}
