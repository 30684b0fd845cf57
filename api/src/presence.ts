import { Id } from '@pharos/core/id';
import type { Clock } from '@pharos/core/clock';
import { text, type Bus } from '@pharos/core/outside/bus';
import { subject } from '@pharos/core/subject';
import { z } from 'zod';

/*
 * Who looks at something, or writes about it, just now: told again every few seconds by whoever does, to every region that they reach;
 * kept in the memory of each API process of the region, told to the others over the bus, and forgotten by itself. It is in no document
 * and no table: what is lost is there again with the next word. Whose memory? Each page has a bounded part of it, and so have all together.
 */

export const Doing = z.enum(['looking', 'writing', 'gone']);
export const Present = z.object({
  page: Id,
  thing: Id,
  /** A tab of a browser: the same person may have several. */
  tab: Id,
  person: Id,
  name: z.string(),
  doing: Doing,
});
export type Present = z.infer<typeof Present>;

export interface Presence extends Disposable {
  /** Somebody says that they are there. */
  note(present: Present): void;
  /** Who else is there, those who write first. */
  others(page: string, thing: string, tab: string): Omit<Present, 'page' | 'thing'>[];
}

// They say it each five seconds: of whoever is not heard of for this long the tab is closed, or the line is.
export const presentMs = 15_000;
// More than work on one page in the worst hour; and than a region has responders.
const perPageMax = 200;
const pagesMax = 5_000;

export function createPresence({ now }: Pick<Clock, 'now'>, bus?: Pick<Bus, 'publish' | 'subscribe'>): Presence {
  const pages = new Map<string, Map<string, Present & { until: number }>>();
  const forgetPast = (tabs: Map<string, { until: number }>) => {
    for (const [tab, { until }] of tabs) if (until <= now()) tabs.delete(tab);
  };
  const keep = (present: Present) => {
    const { page, tab, doing } = present;
    const tabs = pages.get(page) ?? new Map<string, Present & { until: number }>();
    tabs.delete(tab);
    if (doing !== 'gone') {
      if (tabs.size >= perPageMax) forgetPast(tabs);
      if (tabs.size < perPageMax) tabs.set(tab, { ...present, until: now() + presentMs });
    }
    // Moves to the end: the page of which nothing was heard for longest is let go first.
    pages.delete(page);
    if (tabs.size > 0) pages.set(page, tabs);
    if (pages.size > pagesMax) pages.delete(pages.keys().next().value!);
  };
  const listening = bus?.subscribe(subject.presence, ({ data }) => {
    const heard = Present.safeParse(jsonOf(text(data)));
    if (heard.success) keep(heard.data);
  });
  return {
    note: (present) => {
      keep(present);
      bus?.publish(subject.presence, JSON.stringify(present));
    },
    others: (page, thing, tab) => {
      const tabs = pages.get(page);
      if (!tabs) return [];
      forgetPast(tabs);
      return [...tabs.values()]
        .filter((each) => each.thing === thing && each.tab !== tab)
        .map(({ tab: of, person, name, doing }) => ({ tab: of, person, name, doing }))
        .sort((a, b) => Number(b.doing === 'writing') - Number(a.doing === 'writing') || a.name.localeCompare(b.name));
    },
    [Symbol.dispose]: () => listening?.unsubscribe(),
  };
}

function jsonOf(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}
