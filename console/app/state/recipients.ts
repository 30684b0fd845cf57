import { signal, type ReadonlySignal } from '@preact/signals';
import type { Api } from '../api/api.ts';
import { NobodyAnswers, Refusal } from '../api/refusal.ts';

/** How many people a post will reach; null where whoever asks may not know. */
export type Recipients = number | null;

// Who reads it wants to know how many, not to see them arrive.
const keptMs = 60_000;

export interface RecipientCounts {
  of(page: string): ReadonlySignal<Recipients>;
}

/** Counts are asked for when they are first looked at, and a minute later again. */
export function createRecipientCounts(api: Api, now: () => number): RecipientCounts {
  const counts = new Map<string, { count: ReturnType<typeof signal<Recipients>>; at: number }>();
  const ask = async (page: string, count: { value: Recipients | undefined }) => {
    try {
      const { value } = await api.ask('GET /v1/pages/{page}/subscriptions/counts', { path: { page } });
      count.value = value.channels.reduce((sum, { active }) => sum + active, 0);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof NobodyAnswers)) throw error;
      count.value = null;
    }
  };
  return {
    of: (page) => {
      const known = counts.get(page) ?? { count: signal<Recipients>(null), at: -Infinity };
      counts.set(page, known);
      if (now() - known.at > keptMs) {
        known.at = now();
        void ask(page, known.count);
      }
      return known.count as ReadonlySignal<Recipients>;
    },
  };
}
