import { z } from 'zod';

/** What a direction between two regions does to what crosses it. */
export const LinkState = z.object({
  delayMs: z.number().min(0).max(10_000),
  jitterMs: z.number().min(0).max(5_000),
  /** Share of what is sent that is lost: a message on the bus; on TCP a wait for the retransmission. */
  loss: z.number().min(0).max(1),
  /** `drop`: nothing arrives and nobody is told, as in a real partition. `reset`: connections break at once. */
  cut: z.enum(['none', 'drop', 'reset']),
});
export type LinkState = z.infer<typeof LinkState>;

export const openLink: LinkState = { delayMs: 0, jitterMs: 0, loss: 0, cut: 'none' };

/** One direction, from one region to another. Carriers ask it for each piece they carry, and hear when it changes. */
export interface Link {
  from: string;
  to: string;
  state(): LinkState;
  set(change: Partial<LinkState>): void;
  onChange(listener: () => void): { stop(): void };
}

export function createLink(from: string, to: string, initial: Partial<LinkState> = {}): Link {
  let state: LinkState = { ...openLink, ...initial };
  const listeners = new Set<() => void>();
  return {
    from,
    to,
    state: () => state,
    set: (change) => {
      state = LinkState.parse({ ...state, ...change });
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return { stop: () => void listeners.delete(listener) };
    },
  };
}

/** Both directions of every pair. */
export function createLinks(regions: string[], initial: Partial<LinkState> = {}) {
  const links = regions.flatMap((from) => regions.filter((to) => to !== from).map((to) => createLink(from, to, initial)));
  const between = (from: string, to: string): Link => {
    const link = links.find((each) => each.from === from && each.to === to);
    if (!link) throw new Error(`there is no link from ${from} to ${to}`);
    return link;
  };
  return {
    all: links,
    between,
    /** Everything to and from a region. */
    of: (region: string) => links.filter((link) => link.from === region || link.to === region),
  };
}
export type Links = ReturnType<typeof createLinks>;
