import { trim, type Channel } from './channel.ts';
import type { Flush } from './flush.ts';
import type { Readers } from './readers.ts';
import { manyMax } from './wire.ts';

// A channel's turn is at least so many sends: finding it again costs more than they do.
const turnMin = 64;

export interface PassesOptions {
  readers: Readers;
  flush: Flush;
  /** Sends in one go before others get their turn. */
  sliceSends: number;
  /** A pass over a channel is done: all who can read have what was published at `at`. */
  onPassed(at: number, readers: number): void;
  /** Nothing is under way on this channel, and nobody reads it. */
  onEmpty(channel: Channel): void;
}

/**
 * Walks channels to whose readers something has to be sent. A channel is:
 *   clean   all who can read have all of its ring.
 *   dirty   a pass is under way, from the first place to the last, in slices between those of the other dirty channels.
 *           When it ends and frames came after it began, the next one begins at once; else the channel is clean.
 */
export function createPasses({ readers, flush, sliceSends, onPassed, onEmpty }: PassesOptions) {
  const dirty: Channel[] = [];

  const begin = (channel: Channel) => {
    if (channel.isDirty) return;
    channel.isDirty = true;
    channel.passAt = 0;
    channel.passEnd = channel.end;
    channel.passOldestAt = channel.oldestAt;
    channel.oldestAt = undefined;
    dirty.push(channel);
  };

  /** Walks on with one channel's pass for at most `budget` sends; answers how many it used. */
  const walk = (channel: Channel, budget: number): number => {
    let used = 0;
    while (channel.passAt < channel.count && used < budget) {
      const many = flush.many(channel, Math.min(manyMax, budget - used));
      used += many;
      if (many > 0) continue;
      const slot = channel.slots[channel.passAt]!;
      used++;
      if (!readers.blocked.has(slot) && (readers.cursorOf[slot]! < channel.end || readers.own.has(slot))) {
        flush.one(slot, channel);
        // It left while being sent to: another stands in its place now.
        if (channel.slots[channel.passAt] !== slot || channel.passAt >= channel.count) continue;
      }
      channel.passAt++;
    }
    return used;
  };

  const end = (channel: Channel) => {
    channel.isDirty = false;
    if (channel.passOldestAt !== undefined && channel.count > 0) onPassed(channel.passOldestAt, channel.count);
    // Frames that came after this pass began have not reached those it had passed by then.
    if (channel.passEnd < channel.end) return begin(channel);
    if (channel.blocked === 0) trim(channel);
    if (channel.count === 0) onEmpty(channel);
  };

  return {
    begin,
    /** One slice of work, fair over channels. True: there is more to do. */
    work: (): boolean => {
      let budget = sliceSends;
      for (let turn = dirty.length; turn > 0 && budget > 0; turn--) {
        const channel = dirty.shift()!;
        const share = Math.floor(sliceSends / (dirty.length + 1));
        budget -= Math.max(1, walk(channel, Math.max(Math.min(turnMin, sliceSends), share)));
        if (channel.passAt < channel.count) dirty.push(channel);
        else end(channel);
      }
      return dirty.length > 0;
    },
  };
}
