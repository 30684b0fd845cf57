import type { PageEvent } from '@pharos/resources/fact';
import { decodeVersion, encodeVersion, mergeVersions, reachedIn, type Version } from '@pharos/core/version';
import { changeFrame, encodeFrame } from './frame.ts';

/** One event as readers get it, and the version it follows. */
export interface Step {
  prev: string;
  version: string;
  event: PageEvent;
  frame: Uint8Array;
}

/** What a gateway knows of one page: the version it stands at, and the last steps that led there. */
export interface Feed {
  page: string;
  topic: number;
  version: Version;
  /** `version` as text: the id its readers hold. */
  text: string;
  steps: Step[];
  /** Of their frames. */
  stepsBytes: number;
}

// Steps kept in memory for those who come back: older ones are in the cache and the table.
export const stepsMax = 256;
// Frames may be a megabyte each. More than this is never sent again in one piece (`replayBytesMax`), so twice that is enough.
const stepsBytesMax = 262_144;

export function createFeed(page: string, topic: number, version: Version): Feed {
  return { page, topic, version, text: encodeVersion(version), steps: [], stepsBytes: 0 };
}

/** The step that `event` is for someone at `from`: the id is that version with this event in it, and without what the event's own does not name any more. */
export function stepFrom(from: Version, event: PageEvent): { version: Version; step: Step } {
  const version = mergeVersions({ ...from, [String(event.origin)]: event.seq }, decodeVersion(event.version) ?? {});
  const text = encodeVersion(version);
  return {
    version,
    step: { prev: encodeVersion(from), version: text, event: { ...event, version: text }, frame: encodeFrame(changeFrame(event, text)) },
  };
}

export type Standing = 'next' | 'known' | 'gap';

/** How an event from the bus stands to the feed. Only one that says it follows exactly what we have may be pushed as it is. */
export function standing(feed: Feed, event: PageEvent): Standing {
  if (event.seq <= reachedIn(feed.version, event.origin)) return 'known';
  return event.prev === feed.text ? 'next' : 'gap';
}

/** Moves the feed on by one event and answers the step. */
export function advance(feed: Feed, event: PageEvent): Step {
  const { version, step } = stepFrom(feed.version, event);
  feed.version = version;
  feed.text = step.version;
  feed.steps.push(step);
  feed.stepsBytes += step.frame.length;
  while (feed.steps.length > stepsMax || (feed.stepsBytes > stepsBytesMax && feed.steps.length > 1)) {
    feed.stepsBytes -= feed.steps.shift()!.frame.length;
  }
  return step;
}

/** The feed goes on from here, and no step leads there. */
export function jump(feed: Feed, version: Version): void {
  feed.version = version;
  feed.text = encodeVersion(version);
  forget(feed);
}

/** Many busy pages together must not fill the memory: from the first on steps are forgotten until the rest fits. */
export function forgetBeyond(bytesMax: number, feeds: Feed[]): void {
  let bytes = feeds.reduce((sum, { stepsBytes }) => sum + stepsBytes, 0);
  for (const feed of feeds) {
    if (bytes <= bytesMax) return;
    bytes -= feed.stepsBytes;
    forget(feed);
  }
}

function forget(feed: Feed): void {
  feed.steps = [];
  feed.stepsBytes = 0;
}

/** The steps after `text`, or undefined when it is not one of the versions this feed has stood at and still remembers. */
export function stepsAfter(feed: Feed, text: string): Step[] | undefined {
  if (text === feed.text) return [];
  const at = feed.steps.findIndex((step) => step.prev === text);
  return at < 0 ? undefined : feed.steps.slice(at);
}
