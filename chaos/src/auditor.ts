import { z } from 'zod';
import type { Demo } from '@pharos/lab/seed';
import type { World } from '@pharos/lab/world';
import type { Load } from './load.ts';

/** The one outside: it asks each region's API, and the providers what they accepted. It believes nothing the product says of itself. */
export interface Auditor {
  /** Acknowledged updates that a region does not show. */
  lost(region: string): Promise<number>;
  /** Updates that a region shows more than once. */
  repeated(region: string): Promise<number>;
  /** Notices that never reached a provider, over all subscribers. */
  untold(): number;
  /** Notices that providers accepted more than once. */
  toldAgain(): number;
  /** Do all regions show the same page, to the letter? */
  isEqual(): Promise<boolean>;
}

const Incident = z.object({ updates: z.array(z.object({ id: z.string() })) });

/** The words by which the load's messages can be told apart. */
function markOf(text: string): string {
  return /(?:Update \d+ of|It begins in) [a-z0-9-]+/.exec(text)?.[0] ?? text;
}

export function createAuditor(world: World, demo: Demo, load: Load, subscribers: string[]): Auditor {
  const shownIn = async (name: string): Promise<string[]> => {
    const region = world.region(name);
    const incidents = new Set(load.acknowledged().map((each) => each.incident));
    const shown: string[] = [];
    for (const incident of incidents) {
      const answer = await fetch(`${region.urls.api}/v1/pages/${demo.page}/incidents/${incident}`, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) shown.push(...Incident.parse(await answer.json()).updates.map((update) => update.id));
    }
    return shown;
  };
  const told = (): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const provider of ['ses', 'sendgrid'] as const) {
      for (const message of world.providers.accepted(provider).messages) {
        // By what the reader reads, not by how we number it.
        const key = `${message.to}: ${markOf(`${message.subject} ${message.text}`)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    return counts;
  };
  return {
    lost: async (region) => {
      const shown = new Set(await shownIn(region));
      return load.acknowledged().filter((each) => !shown.has(each.update)).length;
    },
    repeated: async (region) => {
      const shown = await shownIn(region);
      return shown.length - new Set(shown).size;
    },
    untold: () => load.acknowledged().length * subscribers.length - told().size,
    toldAgain: () => [...told().values()].reduce((sum, count) => sum + count - 1, 0),
    isEqual: async () => {
      const views = await Promise.all(
        world.regions.map(async (region) => {
          const answer = await fetch(`${region.urls.api}/v1/pages/${demo.page}/view`, { signal: AbortSignal.timeout(5_000) });
          if (!answer.ok) return `${region.name} answers ${answer.status}`;
          // When the page last changed is each region's own time; everything else must be the same.
          const { at: _at, ...shown } = (await answer.json()) as Record<string, unknown>;
          return JSON.stringify(shown);
        }),
      );
      return new Set(views).size === 1;
    },
  };
}
