import type { Clock } from '@pharos/core/clock';
import { isEdgeToken } from '@pharos/core/edge-token';

/** Is this the token of one of our edges? */
export type IsEdge = (token: string) => boolean | Promise<boolean>;

// To check a signature takes as long as answering from memory. An edge shows the same one for a minute; one that ends is believed so much longer.
const believedMs = 5_000;
// One or two of each edge.
const tokensMax = 1_000;

/** Good tokens are remembered for some seconds; a wrong one is looked at each time. */
export function createKnownEdges(clock: Clock, readerKeys: string[]): IsEdge {
  const good = new Map<string, number>();
  return (token) => {
    const now = clock.elapsed();
    if ((good.get(token) ?? 0) > now) return true;
    return isEdgeToken(token, readerKeys, clock.now()).then((isOurs) => {
      good.delete(token);
      if (isOurs) good.set(token, now + believedMs);
      if (good.size > tokensMax) good.delete(good.keys().next().value!);
      return isOurs;
    });
  };
}
