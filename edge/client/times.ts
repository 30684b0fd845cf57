import { fill } from '../src/render/shown.ts';
import { ago, written } from '../src/render/times.ts';
import type { Words } from '../src/words/words.ts';

/** The visitor's own time, on hover; and how long ago what is new was. */
export function tellTimes(within: ParentNode, words: Words): void {
  for (const time of within.querySelectorAll('time')) {
    const own = written(time.dateTime, { tag: words.tag }, { dateStyle: 'full', timeStyle: 'short' });
    time.title = fill(words.live.yourTime, { time: own });
  }
  tellAgo(within, words);
}

export function tellAgo(within: ParentNode, { tag }: Words): void {
  for (const time of within.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
    const text = ago(time.dateTime, Date.now(), tag);
    if (time.textContent !== text) time.textContent = text;
  }
}
