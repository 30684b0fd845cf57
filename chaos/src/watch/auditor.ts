import { z } from 'zod';
import type { Demo } from '@pharos/lab/seed';
import type { World } from '@pharos/lab/world';
import type { Acknowledged, Load } from './load.ts';
import { readBooks, type Books } from './books.ts';
import { missing, lost, repeated, toldAgain, untold, type Told } from './tally.ts';

/** The one outside: it asks each region's API and tables, and the providers what they accepted. It believes nothing the product says of itself. */
export interface Auditor {
  /** Acknowledged updates that a region does not show. */
  lost(region: string): Promise<number>;
  /** Acknowledged updates that another region shows and this one does not. */
  missing(region: string): Promise<number>;
  /** Acknowledged updates that no region shows. */
  gone(): Promise<number>;
  /** Updates that a region shows more than once. */
  repeated(region: string): Promise<number>;
  /** Notices that never reached a provider, over all subscribers; only of these regions' updates, when they are named. */
  untold(regions?: string[]): number;
  /** Notices that providers accepted more often than once; twice, of what was forgotten. */
  toldAgain(forgotten?: Acknowledged[]): number;
  /** All that providers accepted. */
  told(): Told[];
  /** Why the regions are not all the same, to the letter, by HTTP and by SQL; undefined when they are. */
  difference(): Promise<string | undefined>;
  /** What each region's tables say of its log and its quarantine. */
  books(): Promise<Books[]>;
}

const View = z.object({ version: z.string(), incidents: z.array(z.object({ updates: z.array(z.object({ id: z.string() })) })) });

export function createAuditor(world: World, demo: Demo, load: Load, subscribers: string[]): Auditor {
  const viewOf = async (name: string): Promise<unknown> => {
    const answer = await fetch(`${world.region(name).urls.api}/v1/pages/${demo.page}/view`, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`${name} answers ${answer.status}`);
    return answer.json();
  };
  const shownIn = async (name: string): Promise<string[]> =>
    View.parse(await viewOf(name)).incidents.flatMap((incident) => incident.updates.map(({ id }) => id));
  const shownAnywhere = async () => (await Promise.all(world.regions.map(({ name }) => shownIn(name)))).flat();
  const elapsedAt = (wallMs: number) => world.clock.elapsed() - (world.clock.now() - wallMs);
  const told = (): Told[] =>
    (['ses', 'sendgrid'] as const).flatMap((provider) =>
      world.providers
        .accepted(provider)
        .messages.map(({ to, subject, text, at }) => ({ to, text: `${subject} ${text}`, atMs: elapsedAt(Date.parse(at)) })),
    );
  const shownText = async (name: string): Promise<string> => {
    // When the page last changed is each region's own time; everything else must be the same.
    const { at: _at, ...shown } = (await viewOf(name)) as Record<string, unknown>;
    return JSON.stringify(shown);
  };
  return {
    lost: async (region) => lost(load.acknowledged(), await shownIn(region)),
    missing: async (region) => missing(load.acknowledged(), await shownIn(region), await shownAnywhere()),
    gone: async () => lost(load.acknowledged(), await shownAnywhere()),
    repeated: async (region) => repeated(await shownIn(region)),
    untold: (regions) =>
      untold(
        load.acknowledged().filter(({ region }) => regions?.includes(region) ?? true),
        subscribers,
        told(),
      ),
    told,
    toldAgain: (forgotten) => toldAgain(told(), forgotten),
    difference: async () => {
      try {
        const views = await Promise.all(world.regions.map(({ name }) => shownText(name)));
        if (new Set(views).size > 1) return 'the Views differ';
        const books = await Promise.all(world.regions.map(readBooks));
        const differing = Object.keys(books[0]!.digests).filter((table) => new Set(books.map(({ digests }) => digests[table])).size > 1);
        return differing.length > 0 ? `they differ in ${differing.join(', ')}` : undefined;
      } catch (error) {
        return (error as Error).message; // not there to be compared
      }
    },
    books: () => Promise.all(world.regions.map(readBooks)),
  };
}
