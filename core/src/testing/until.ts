// Short beside whatever is waited for, and no burden on what it asks.
const askEachMs = 15;

/** Waits until something is true; answers how long that took. A limit says that it never became so, not that it was slow. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<number> {
  const began = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - began > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, askEachMs));
  }
  return performance.now() - began;
}
