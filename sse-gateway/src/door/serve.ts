import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { decodeVersion } from '@pharos/core/version';
import { tokenOf, type Access } from './access.ts';
import { answer, preflight, refuse, sentAway, streamHead } from './answer.ts';
import type { Connection, Engine } from '../engine/engine.ts';
import type { Feed, Step } from '../feed/feed.ts';
import { changeData, helloFrame, resetFrame, retryFrame } from '../feed/frame.ts';
import { upToNow, type Missed } from '../feed/history.ts';
import type { HttpRequest } from './http-request.ts';
import type { Hub } from '../feed/hub.ts';
import { network, type Limits } from './limits.ts';
import { createLookUp } from './look-up.ts';
import { shedCounter } from '../metrics.ts';

export interface ServeOptions {
  kit: Kit;
  gateway: string;
  hub: Hub;
  limits: Limits;
  /** Without it every page is everybody's. */
  access?: Access | undefined;
  engine(): Pick<Engine, 'admit' | 'answer'>;
  /** How often a client without streams asks for the View. */
  pollMs: number;
  /** When those who are sent away come back: somewhere in one to two times this. */
  retryMs: number;
  /** Why nobody is taken just now, in a word. */
  fullBy(): string | undefined;
  /** Behind a proxy of ours: the header in which it writes the visitor's address. */
  addressHeader?: string | undefined;
}

export interface Serve {
  onRequest(connection: Connection, request: HttpRequest, address: string): void;
  onLeft(channel: number, tag: number): void;
  onAbandoned(connection: Connection): void;
  /** Answers so many long polls that nothing has happened; answers how many there were. */
  endPolls(most: number): number;
  /** What a reader is told before it is closed. */
  lastWord(): Uint8Array;
  /** The same for one that is awaited elsewhere: it need not stay away for long. */
  movedWord(): Uint8Array;
}

const livePath = /^\/live\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
// Heads for those who missed nothing differ only in when to come back: so many kinds of each are made, and used again.
const headKinds = 32;
// A reader whose page has moved comes back in a moment; the pace of the move spreads them already.
const movedMs = 500;
// Longest a long poll is held: proxies close what is silent for 30 s.
const waitMaxMs = 25_000;
// How soon after the first change a long poll is answered: changes of one breath go together.
const gatherMs = 20;

// The same bytes for a page that is not there and for one that is not for you.
const notFound = refuse(404, 'there is no such page');
/** An EventSource that is answered so does not come back. */
const ended = answer(204, undefined);
// To HEAD, which has no body.
const notFoundHead = answer(404, { title: 'there is no such page', status: 404 }, { isHead: true });

/** What was asked for: a stream, the same as a long poll, or whether there is one. */
type Form = 'stream' | 'poll' | 'head';

/** Decides what each request gets. A stream is never refused by a status that would end an EventSource for good. */
export function createServe(options: ServeOptions): Serve {
  const { kit, hub, limits, engine, pollMs, retryMs } = options;
  const { metrics, log, region } = kit;
  const heads = new WeakMap<Feed, { version: string; made: Uint8Array[] }>();
  let replay: { feed?: Feed; version: string; at: string; made: Uint8Array[] } = { version: '', at: '', made: [] };
  const polls = new Map<Connection, { left: AbortController; isAbandoned: boolean }>();
  const lookUp = createLookUp({ kit, hub, access: options.access });
  const shed = shedCounter(metrics);
  const resets = metrics.counter('live_resets_total', 'Readers told to take the View again, by the reason', ['reason']);

  const awayWord = (awayMs: number) => Buffer.from(retryFrame(awayMs * (1 + kit.random())));
  const lastWord = () => awayWord(retryMs);

  const movedWord = () => Buffer.from(retryFrame(movedMs * (0.2 + kit.random())));

  const sendAway = (connection: Connection, form: Form, why: string, awayMs = retryMs) => {
    shed.inc({ why });
    if (form === 'head') return engine().answer(connection, streamHead);
    const told = { region, gateway: options.gateway, full: why, pollMs };
    if (form === 'poll') return engine().answer(connection, answer(200, { ...told, events: [] }));
    engine().answer(connection, sentAway(told, awayWord(awayMs)));
  };

  const release = (feed: Feed, tag: number) => {
    hub.leave(feed.channel);
    limits.giveBack(tag, feed.page);
  };

  const stream = (connection: Connection, feed: Feed, tag: number, after: string | undefined, missed: Missed) => {
    // What is no id of ours says nothing of where the reader stands, and is not sent back to whoever made it up.
    const version = after !== undefined && decodeVersion(after) ? after : feed.text;
    if (missed.kind === 'steps' && missed.steps.length === 0) return engine().admit(connection, feed.channel, tag, plainHead(feed));
    if (missed.kind === 'steps') return engine().admit(connection, feed.channel, tag, replayHead(feed, version, missed));
    const hello = helloFrame({ region, gateway: options.gateway, version, pollMs });
    const parts: Uint8Array[] = [streamHead, Buffer.from(retryFrame(1_000 + 2_000 * kit.random())), Buffer.from(hello)];
    if (missed.kind === 'reset') {
      resets.inc({ reason: missed.reason });
      parts.push(Buffer.from(resetFrame(feed.text, missed.reason)));
    }
    engine().admit(connection, feed.channel, tag, Buffer.concat(parts));
  };

  /** Those who come back together have mostly missed the same: the last few heads are made once. */
  const replayHead = (feed: Feed, version: string, { steps, at }: Missed & { kind: 'steps' }): Uint8Array => {
    if (replay.feed !== feed || replay.version !== version || replay.at !== at) replay = { feed, version, at, made: [] };
    const kind = Math.floor(kit.random() * headKinds);
    return (replay.made[kind] ??= Buffer.concat([
      streamHead,
      Buffer.from(retryFrame(1_000 + 2_000 * kit.random())),
      Buffer.from(helloFrame({ region, gateway: options.gateway, version, pollMs }, version)),
      ...steps.map((step) => step.frame),
    ]));
  };

  const plainHead = (feed: Feed): Uint8Array => {
    let kinds = heads.get(feed);
    if (kinds?.version !== feed.text) heads.set(feed, (kinds = { version: feed.text, made: [] }));
    const kind = Math.floor(kit.random() * headKinds);
    return (kinds.made[kind] ??= Buffer.concat([
      streamHead,
      Buffer.from(retryFrame(1_000 + 2_000 * kit.random())),
      Buffer.from(helloFrame({ region, gateway: options.gateway, version: feed.text, pollMs }, feed.text)),
    ]));
  };

  const poll = async (
    connection: Connection,
    feed: Feed,
    after: string | undefined,
    first: Missed,
    waitMs: number,
    isOpen: () => boolean,
    asker: string,
  ) => {
    const from = after ?? feed.text;
    let missed = first;
    if (missed.kind === 'steps' && missed.steps.length === 0 && waitMs > 0) {
      const held = { left: new AbortController(), isAbandoned: false };
      polls.set(connection, held);
      await hub.nextStep(feed, waitMs, held.left.signal);
      if (!held.left.signal.aborted) await kit.clock.sleep(gatherMs);
      polls.delete(connection);
      if (held.isAbandoned) return;
      if (!held.left.signal.aborted) missed = await hub.history.missed(feed, from, asker);
      if (!isOpen()) return engine().answer(connection, ended);
    }
    const told = { region, gateway: options.gateway, pollMs };
    if (missed.kind === 'reset') resets.inc({ reason: missed.reason });
    const steps: Step[] = missed.kind === 'steps' ? missed.steps : [];
    const body =
      missed.kind === 'reset'
        ? { ...told, version: feed.text, reset: missed.reason, events: [] }
        : {
            ...told,
            version: steps.at(-1)?.version ?? from,
            events: steps.map((step) => JSON.parse(changeData(step.event, step.version)) as unknown),
          };
    return engine().answer(connection, answer(200, body));
  };

  const live = async (connection: Connection, form: Form, request: HttpRequest, address: string, page: string) => {
    const full = options.fullBy();
    if (full) return sendAway(connection, form, full);
    const place = limits.take(address, page);
    if ('full' in place) return sendAway(connection, form, place.full);
    let feed: Feed | undefined;
    let { tag } = place;
    const giveBack = () => (feed ? release(feed, tag) : limits.giveBack(tag, page));
    try {
      // The header wins: a browser that reconnects repeats the address it was given first.
      const after = request.headers.get('last-event-id') || request.query.get('after') || undefined;
      const asker = network(address);
      const asked = { page, token: tokenOf(request, page), after, asker };
      const found = lookUp.atOnce(asked) ?? (await lookUp.inTime(asked));
      if (found.kind === 'open') feed = found.feed;
      if (!feed || found.kind !== 'open' || form === 'head') {
        giveBack();
        // It is asked for again and again, and mostly in vain: as seldom as the View.
        if (found.kind === 'elsewhere') return sendAway(connection, form, 'not-here', pollMs);
        if (found.kind === 'ended') return engine().answer(connection, ended);
        if (found.kind === 'open') return engine().answer(connection, streamHead);
        return engine().answer(connection, form === 'head' ? notFoundHead : notFound);
      }
      const { judgement } = found;
      // From here to `admit` nothing is awaited: what the reader is given ends exactly where the channel goes on.
      // Between an answer and whoever awaits it the feed may move on: the steps are completed here.
      const missed = found.missed ? upToNow(feed, found.missed) : { kind: 'steps' as const, steps: [], at: feed.text };
      if (!missed) throw new Problem('unavailable', 'the page changes faster than its history can be read');
      const isOpen = () => options.access?.holds(page, judgement) ?? true;
      if (!isOpen()) throw new Problem('unavailable', 'who may read the page has just changed');
      if (form === 'stream') {
        if (judgement.token) options.access?.hold((tag = limits.alone(tag)), feed.channel, judgement.token);
        return stream(connection, feed, tag, after, missed);
      }
      const leftMs = judgement.token ? Math.max(0, judgement.token.expiresAt - kit.clock.now()) : waitMaxMs;
      const waitMs = Math.min(waitMaxMs, leftMs, Math.max(0, Number(request.query.get('wait') ?? 0) * 1_000 || 0));
      await poll(connection, feed, after, missed, waitMs, isOpen, asker);
      giveBack();
    } catch (error) {
      giveBack();
      log.warn({ err: error, page }, 'a reader could not be served');
      sendAway(connection, form, 'unavailable');
    }
  };

  return {
    lastWord,
    movedWord,
    onRequest: (connection, request, peer) => {
      if (request.method === 'OPTIONS') return engine().answer(connection, preflight);
      const page = livePath.exec(request.path)?.[1];
      if (!page) return engine().answer(connection, notFound);
      const told = options.addressHeader ? request.headers.get(options.addressHeader)?.split(',').at(-1)?.trim() : undefined;
      run(live(connection, formOf(request), request, told || peer, page.toLowerCase()), (error) =>
        log.error({ err: error, page }, 'a request failed'),
      );
    },
    onLeft: (channel, tag) => {
      const page = hub.pageOf(channel);
      if (page === undefined) return;
      hub.leave(channel);
      limits.giveBack(tag, page);
      options.access?.forget(tag);
    },
    onAbandoned: (connection) => {
      const held = polls.get(connection);
      if (!held) return;
      held.isAbandoned = true;
      held.left.abort();
    },
    endPolls: (most) => {
      const some = [...polls.values()].filter(({ left }) => !left.signal.aborted).slice(0, most);
      for (const { left } of some) left.abort();
      return some.length;
    },
  };
}

function formOf({ method, headers }: HttpRequest): Form {
  if (method === 'HEAD') return 'head';
  return (headers.get('accept') ?? '').includes('application/json') ? 'poll' : 'stream';
}
