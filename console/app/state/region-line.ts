import type { Words } from '../words/en.ts';
import type { RegionState } from './watch.ts';

// Regions hear of each other in a fifth of a second; who has not after this is out of touch.
const aloneAfterMs = 5_000;

/** What there is to say of the regions in one line: the worst that is true. */
export function lineOf(states: RegionState[], here: string, now: number, words: Words): { text: string; tone: string } {
  const say = words.regions;
  const names = (which: RegionState[]) => which.map(({ door }) => door.name).join(say.and);
  const gone = states.filter(({ isThere }) => !isThere);
  if (states.length === 0) return { text: say.writing(here), tone: 'quiet' };
  if (gone.length === states.length) return { text: say.none, tone: 'critical' };
  const writing = say.writing(here);
  const late = states.filter(({ isThere, behindSince }) => isThere && behindSince !== undefined);
  const alone = late.filter(({ behindSince }) => now - behindSince! >= aloneAfterMs);
  if (alone.length > 0) return { text: `${say.alone(here, names(alone))}.`, tone: 'major' };
  if (gone.length > 0) return { text: `${writing}; ${say.gone(names(gone))}.`, tone: 'minor' };
  if (late.length > 0) return { text: `${writing}; ${say.behind(names(late))}.`, tone: 'quiet' };
  return { text: `${writing}; ${say.level(states.length)}.`, tone: 'good' };
}
