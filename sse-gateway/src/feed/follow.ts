import type { Bus } from '@pharos/core/outside/bus';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { createFeed } from './feed.ts';
import { createFollowedPage, type FollowedPage } from './followed-page.ts';
import { replayMax } from './history.ts';
import type { PageTable } from './table.ts';

export interface FollowOptions {
  kit: Kit;
  table: PageTable;
  bus: Bus;
  heartbeatMs: number;
  isStopped(): boolean;
  onFollowed(page: FollowedPage): void;
  onMessage(page: FollowedPage, data: Uint8Array): void;
}

/** Begins to follow pages, each once, however many ask for it meanwhile. Undefined: there is no such page. */
export function createFollow({ kit, table, bus, heartbeatMs, isStopped, onFollowed, onMessage }: FollowOptions) {
  const opening = new Map<string, Promise<FollowedPage | undefined>>();
  let topics = 0;

  const start = async (name: string): Promise<FollowedPage | undefined> => {
    const topic = ++topics;
    const early: Uint8Array[] = [];
    let page: FollowedPage | undefined;
    // Listening comes before looking: what is committed in between is brought by one of the two.
    const subscription = bus.subscribe(subject.page(name), ({ data }) => {
      if (page) onMessage(page, data);
      else if (early.length < replayMax) early.push(data);
    });
    const version = await table.version(name).catch((error: unknown) => {
      subscription.unsubscribe();
      throw error;
    });
    if (!version || isStopped()) {
      subscription.unsubscribe();
      return undefined;
    }
    const now = kit.clock.elapsed();
    // Spread over the period, so that pages opened together do not beat together.
    page = createFollowedPage(createFeed(name, topic, version), subscription, now, now + heartbeatMs * kit.random());
    onFollowed(page);
    for (const data of early) onMessage(page, data);
    return page;
  };

  return {
    follow: (name: string): Promise<FollowedPage | undefined> => {
      const underWay = opening.get(name);
      if (underWay) return underWay;
      const starting = start(name).finally(() => opening.delete(name));
      opening.set(name, starting);
      return starting;
    },
    settled: () => Promise.allSettled(opening.values()),
  };
}
