import { openReader, type Reader } from './reader.ts';

export interface CrowdOptions {
  readers: number;
  /** Where the reader of this number goes at its n-th connection. */
  target(at: number, turn: number, after: string | undefined): { port: number; path: string };
  /** Longest wait before a new connection; a browser takes a second or so. */
  returnMs?: number;
}

/** Readers who come back as browsers do, with the id they saw last; what each is told is noted. */
export function createCrowd({ readers, target, returnMs = 1_000 }: CrowdOptions) {
  const seen = Array.from({ length: readers }, () => [] as string[]);
  const held = new Map<number, Reader>();
  const counts = { connected: 0, dropped: 0, sentAway: 0 };
  let isOver = false;
  const open = (at: number, turn: number, after: string | undefined) => {
    if (isOver) return;
    let last = after;
    let isIn = false;
    const { port, path } = target(at, turn, after);
    const reader = openReader(port, path, {
      onEvent: ({ event, id, data }) => {
        last = id ?? last;
        if (event === 'hello') {
          if ((data as { full?: string }).full) counts.sentAway++;
          else {
            isIn = true;
            counts.connected++;
          }
        }
        if (event === 'change' || event === 'reset') seen[at]!.push(event === 'change' ? id! : 'reset');
      },
    });
    held.set(at, reader);
    reader.socket.once('close', () => {
      if (isIn) counts.connected--;
      if (isIn && !isOver) counts.dropped++;
      setTimeout(() => open(at, turn + 1, last), returnMs * (0.2 + 0.8 * Math.random())).unref();
    });
  };
  for (let at = 0; at < readers; at++) open(at, 0, undefined);
  return {
    seen,
    counts,
    connected: () => counts.connected,
    /** Those who were not told exactly this. */
    wrong: (due: string[]) => seen.filter((each) => each.join() !== due.join()).length,
    haveAll: (due: string[]) => seen.every((each) => each.length >= due.length),
    close: () => {
      isOver = true;
      for (const reader of held.values()) reader.socket.destroy();
    },
  };
}
