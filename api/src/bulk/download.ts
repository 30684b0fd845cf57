import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '@pharos/core/clock';
import { Problem } from '@pharos/core/problem';

export interface Downloads {
  /** A body that is made as it is read, piece by piece. `next` answers the next piece; undefined: that was all. */
  open(next: () => Promise<string | undefined>): ReadableStream<Uint8Array>;
}

// Of one process: each has a piece in memory, and asks the database for one after the other. Whoever comes then waits a while.
const atOnceMax = 8;
// Who has not taken a piece by then has gone away, or keeps the place from others.
const stallMs = 60_000;
const retryMs = 10_000;

/** Files that are sent as fast as they are read, and no faster. They belong to one process, and share its places. */
export function createDownloads(clock: Clock): Downloads {
  let open = 0;
  return {
    open: (next) => {
      if (open >= atOnceMax)
        throw new Problem('limit', 'too many files are being sent: come again in some seconds', { retryAfterMs: retryMs });
      open++;
      // It is read for whoever asks, also when the answer has long begun.
      const asWhoAsked = AsyncLocalStorage.snapshot();
      const encoder = new TextEncoder();
      let stall = new AbortController();
      let isOver = false;
      const end = () => {
        stall.abort();
        if (!isOver) open--;
        isOver = true;
      };
      const watch = (controller: ReadableStreamDefaultController<Uint8Array>) => {
        stall.abort();
        stall = new AbortController();
        clock.sleep(stallMs, stall.signal).then(
          () => {
            end();
            controller.error(new Error('nobody reads it'));
          },
          () => undefined, // it was read
        );
      };
      return new ReadableStream<Uint8Array>(
        {
          start: watch,
          pull: async (controller) => {
            stall.abort();
            try {
              const piece = await asWhoAsked(next);
              if (piece === undefined) {
                end();
                controller.close();
                return;
              }
              controller.enqueue(encoder.encode(piece));
              watch(controller);
            } catch (error) {
              end();
              throw error;
            }
          },
          cancel: end,
        },
        { highWaterMark: 0 },
      );
    },
  };
}
