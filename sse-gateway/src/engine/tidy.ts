import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Fewer leave nothing worth looking for.
const rushMin = 256;
// A thread that gets more than this in one second is still busy with those who come.
const quietMax = 16;
// Those who were all cut at once come back within a second or two: until then it is the same rush.
const quietLooks = 2;

/**
 * Gives memory back after a rush. V8 does this by itself in a thread that rests in Node's loop; ours never does, and would keep
 * what thousands of arrivals left behind: several times what it remembers of them. It takes ~20 ms, when nobody comes any more.
 */
export function createTidy(collect: () => void = collector()) {
  let before = 0;
  let rush = 0;
  let quiet = 0;
  return {
    /** Told once a second how many have come since the start. */
    look(arrivals: number): void {
      const came = arrivals - before;
      before = arrivals;
      rush += came;
      quiet = came > quietMax ? 0 : quiet + 1;
      if (quiet < quietLooks || rush < rushMin) return;
      rush = 0;
      collect();
    },
  };
}

/** Node has no other door to this than a flag. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;
  return () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
