import type { Kit } from '@pharos/core/role';
import { decodeVersion } from '@pharos/core/version';
import type { Feed } from '../feed/feed.ts';
import { helloFrame, resetFrame, retryFrame } from '../feed/frame.ts';
import type { Missed } from '../feed/history.ts';
import { streamHead } from './answer.ts';

export interface HeadsOptions {
  kit: Kit;
  gateway: string;
  /** How often a client without streams asks for the View. */
  pollMs: number;
}

// Heads for the same readers differ only in when to come back: so many kinds of each are made, and used again.
const headKinds = 32;
// Those who lose their stream come back within this time and twice as much more, not all at once.
const retryMinMs = 1_000;
const retrySpreadMs = 2_000;

/** What a stream begins with: hello, and what the reader missed or that it must take the View again. */
export function createHeads({ kit, gateway, pollMs }: HeadsOptions) {
  const { region } = kit;
  /** For those who missed nothing, by page. */
  const plain = new WeakMap<Feed, { version: string; made: Uint8Array[] }>();
  /** Those who come back together have mostly missed the same: the last few heads are made once. */
  let replay: { feed?: Feed; version: string; at: string; made: Uint8Array[] } = { version: '', at: '', made: [] };

  const begin = (hello: string, ...rest: Uint8Array[]) =>
    Buffer.concat([streamHead, Buffer.from(retryFrame(retryMinMs + retrySpreadMs * kit.random())), Buffer.from(hello), ...rest]);
  const hello = (version: string, id?: string) => helloFrame({ region, gateway, version, pollMs }, id);
  const anyKind = () => Math.floor(kit.random() * headKinds);

  const plainHead = (feed: Feed): Uint8Array => {
    let kinds = plain.get(feed);
    if (kinds?.version !== feed.text) plain.set(feed, (kinds = { version: feed.text, made: [] }));
    return (kinds.made[anyKind()] ??= begin(hello(feed.text, feed.text)));
  };

  const replayHead = (feed: Feed, version: string, { steps, at }: Missed & { kind: 'steps' }): Uint8Array => {
    if (replay.feed !== feed || replay.version !== version || replay.at !== at) replay = { feed, version, at, made: [] };
    return (replay.made[anyKind()] ??= begin(hello(version, version), ...steps.map(({ frame }) => frame)));
  };

  return (feed: Feed, after: string | undefined, missed: Missed): Uint8Array => {
    if (missed.kind === 'steps' && missed.steps.length === 0) return plainHead(feed);
    // What is no id of ours says nothing of where the reader stands, and is not sent back to whoever made it up.
    const version = after !== undefined && decodeVersion(after) ? after : feed.text;
    if (missed.kind === 'steps') return replayHead(feed, version, missed);
    return missed.kind === 'reset' ? begin(hello(version), Buffer.from(resetFrame(feed.text, missed.reason))) : begin(hello(version));
  };
}
