import { wordsMax, type Engine } from './engine.ts';
import type { EngineThread } from './linux-start.ts';

/** Sends readers away: of each thread some, because a topic's readers are spread over the threads as they came. */
export function createShed(threads: EngineThread[]): Pick<Engine, 'shed' | 'shedFrom' | 'shedTagged'> {
  let next = 0;
  return {
    shed: async (most, lastWord) => {
      const words = Array.from({ length: Math.min(wordsMax, most) }, lastWord);
      let left = most;
      for (let turn = 0; turn < threads.length && left > 0; turn++) {
        const thread = threads[(next += 1) % threads.length]!;
        const here = Math.min(left, thread.stat('readers'));
        if (here > 0) thread.tell({ do: 'shed', most: here, words });
        left -= here;
      }
      return most - left;
    },
    shedFrom: (topic, most, lastWord) => {
      const words = Array.from({ length: Math.min(wordsMax, most) }, lastWord);
      let [left, among] = [most, threads.reduce((sum, thread) => sum + thread.readersOf(topic), 0)];
      const total = Math.min(left, among);
      for (const thread of threads) {
        const here = thread.readersOf(topic);
        if (here === 0) continue;
        const share = Math.min(here, Math.ceil(left * (here / among)));
        if (share > 0) thread.tell({ do: 'shed', most: share, words, topic });
        left -= share;
        among -= here;
      }
      return total;
    },
    shedTagged: (topic, tags, lastWord) => {
      const words = Array.from({ length: Math.min(wordsMax, tags.size) }, lastWord);
      for (const thread of threads) if (thread.readersOf(topic) > 0) thread.tell({ do: 'shed', most: Infinity, words, topic, tags });
    },
  };
}
