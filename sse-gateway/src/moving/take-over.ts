import type { Log } from '@pharos/core/log';
import type { Access } from '../door/access.ts';
import type { Movable } from '../engine/movable.ts';
import { resetFrame } from '../feed/frame.ts';
import { upToNow } from '../feed/history.ts';
import type { Hub } from '../feed/hub.ts';
import type { Limits } from '../door/limits.ts';
import type { HandedReader } from './succession.ts';

export interface TakeOverOptions {
  hub: Hub;
  limits: Limits;
  access: Access | undefined;
  movable: Movable;
  lastWord(): Uint8Array;
  log: Log;
}

type Handed = { fd: number; reader: HandedReader };

/** Goes on with readers of the gateway before: each is sent what it had coming, what happened meanwhile, and then the topic. */
export function createTakeOver({ hub, limits, access, movable, lastWord, log }: TakeOverOptions) {
  const sendAway = ({ fd, reader }: Handed) => movable.farewell(fd, reader.ahead ? new Uint8Array() : lastWord());

  /** Takes each out of `left` once it is served or sent away. */
  const goOn = async (page: string, version: string, left: Set<Handed>): Promise<void> => {
    const handed = [...left];
    const judged = await Promise.all(handed.map(async (each) => ({ each, judgement: await access?.judgeAgain(page, each.reader.token) })));
    const isOpen = ({ judgement }: (typeof judged)[number]) => !access || judgement?.kind === 'open';
    for (const { each } of judged.filter((one) => !isOpen(one))) {
      left.delete(each);
      sendAway(each);
    }
    const open = judged.filter(isOpen);
    if (open.length === 0) return;
    const feeds = await Promise.all(open.map(() => hub.open(page)));
    const [feed] = feeds;
    if (!feed) throw new Error('the page of readers who were handed over is not there');
    const found = await hub.history.missed(feed, version, 'readers who were handed over').catch((error: unknown) => {
      for (const each of feeds) hub.leave(each!.topic);
      throw error;
    });
    // From here on nothing is awaited: what is sent ahead ends exactly where the topic goes on.
    const missed = upToNow(feed, found);
    const meanwhile =
      missed?.kind === 'steps'
        ? missed.steps.map(({ frame }) => frame)
        : [Buffer.from(resetFrame(feed.text, missed?.kind === 'reset' ? missed.reason : 'behind'))];
    for (const { each, judgement } of open) {
      const { fd, reader } = each;
      left.delete(each);
      if (judgement?.kind === 'open' && !access?.holds(page, judgement)) {
        hub.leave(feed.topic);
        sendAway(each);
        continue;
      }
      const tag = limits.adopt(reader.address, page);
      const own = reader.token ? limits.alone(tag) : tag;
      if (reader.token) access?.hold(own, feed.topic, reader.token);
      const ahead = Buffer.concat([Buffer.from(reader.ahead ?? '', 'base64'), ...meanwhile]);
      movable.adopt({ fd, topic: feed.topic, tag: own, ahead });
    }
  };

  return async (handed: Handed[]): Promise<void> => {
    const groups = Map.groupBy(handed, ({ reader }) => `${reader.page} ${reader.version}`);
    for (const group of groups.values()) {
      const { page, version } = group[0]!.reader;
      const left = new Set(group);
      await goOn(page, version, left).catch((error: unknown) => {
        log.warn({ err: error, page }, 'readers who were handed over must come back by themselves');
        for (const each of left) sendAway(each);
      });
    }
  };
}
