// A terminal's Ctrl-C reaches us both from the terminal and from the script that started us: that is one wish, not two.
const sameWishMs = 1_000;

/** Resolves at the first SIGINT or SIGTERM. A second one, later, does not wait for what hangs. */
export function untilStopped(): Promise<NodeJS.Signals> {
  let firstAt: number | undefined;
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        resolve(signal);
      } else if (performance.now() - firstAt > sameWishMs) {
        process.exit(1);
      }
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
