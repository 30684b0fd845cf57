import { dueWords } from '../src/render/due.ts';
import { type Shown } from '../src/render/shown.ts';
import { ago, duration, written, writingOf, zoneName } from '../src/render/times.ts';

const chosenName = 'pharos zone';

/** In whose zone times are shown: the visitor's own, until they ask for the page's. */
export function createZones(pageZone: string, at: string, tag: string) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = (timeZone: string) => written(at, { tag, timeZone }, { dateStyle: 'short', timeStyle: 'short' });
  // Two names for the same time are one.
  const isSame = day(own) === day(pageZone);
  let isPages = remembered();
  return {
    shown: (): Pick<Shown, 'timeZone' | 'otherZone'> => {
      if (isSame) return {};
      return isPages
        ? { otherZone: zoneName(at, { tag, timeZone: own }) }
        : { timeZone: own, otherZone: zoneName(at, { tag, timeZone: pageZone }) };
    },
    other: (): string | undefined => (isSame ? undefined : isPages ? own : pageZone),
    turn: () => {
      isPages = !isPages;
      try {
        localStorage.setItem(chosenName, isPages ? 'page' : 'own');
      } catch {
        // For as long as the page is open, then.
      }
    },
  };
}

function remembered(): boolean {
  try {
    return localStorage.getItem(chosenName) === 'page';
  } catch {
    return false; // a browser that keeps nothing for us
  }
}

/** A time in full, as the zone has it that is not shown. */
export function inFull(time: HTMLTimeElement, shown: Shown, other: string | undefined): string {
  const writing = { tag: shown.words.tag, timeZone: other ?? writingOf(shown).timeZone };
  const full = written(time.dateTime, writing, { dateStyle: 'full', timeStyle: 'short' });
  return other === undefined ? full : `${full} (${other})`;
}

/** Says how long ago, how long by now and how far things are. */
export function tellPassing(within: ParentNode, shown: Shown): void {
  const { now } = shown;
  const { tag } = shown.words;
  for (const time of within.querySelectorAll<HTMLTimeElement>('time[data-ago]')) put(time, ago(time.dateTime, now, tag));
  for (const each of within.querySelectorAll<HTMLElement>('[data-lasting]')) {
    put(each, duration(each.dataset['lasting']!, new Date(now).toISOString(), tag));
  }
  for (const each of within.querySelectorAll<HTMLElement>('[data-due]')) {
    const { text, far, isOverdue } = dueWords(each.dataset['due']!, shown);
    each.classList.toggle('overdue', isOverdue);
    put(each.firstElementChild!, text);
    put(each.lastElementChild!, far);
  }
}

// In the text that is there: whoever has marked it keeps their mark.
function put(element: Element, text: string): void {
  if (element.textContent === text) return;
  if (element.childNodes.length === 1 && element.firstChild instanceof Text) element.firstChild.nodeValue = text;
  else element.textContent = text;
}
