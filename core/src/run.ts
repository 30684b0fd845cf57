/** Hands a promise nobody awaits to a keeper: a failure is told, never lost. Errors after an abort are the stop itself. */
export function run(work: Promise<unknown>, onError: (error: unknown) => void, signal?: AbortSignal): void {
  work.catch((error: unknown) => {
    if (!signal?.aborted) onError(error);
  });
}

/** One run at a time: whoever asks during one shares the run behind it, which begins after they asked. */
export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = () => {
    next = undefined;
    running = work().finally(() => {
      running = next;
    });
    return running;
  };
  return () => {
    if (!running) return begin();
    return (next ??= running.then(begin, begin));
  };
}

/** Closers in the order of opening; closing runs them backwards, once, and tells the first failure at the end. */
export function createReleasers(): { push(release: () => unknown): void; release(): Promise<void> } {
  const releasers: (() => unknown)[] = [];
  let released: Promise<void> | undefined;
  const releaseAll = async () => {
    const failures: unknown[] = [];
    for (const release of releasers.reverse()) {
      try {
        await release();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    push: (release) => void releasers.push(release),
    release: () => (released ??= releaseAll()),
  };
}
