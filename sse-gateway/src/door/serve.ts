import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import type { Access } from './access.ts';
import { answer, preflight, refuse, sentAway, streamHead } from './answer.ts';
import type { Answering, Connection } from '../engine/engine.ts';
import { retryFrame } from '../feed/frame.ts';
import { upToNow } from '../feed/history.ts';
import type { HttpRequest } from './http-request.ts';
import type { Hub } from '../feed/hub.ts';
import { network, type Limits } from './limits.ts';
import { createHeads } from './heads.ts';
import { createLookUp, type LookedUp } from './look-up.ts';
import { shedCounter } from '../metrics.ts';
import { createPolls, pollBody } from './polls.ts';
import { tokenOf } from './token-of.ts';

export interface ServeOptions {
  kit: Kit;
  gateway: string;
  hub: Hub;
  limits: Limits;
  /** Without it every page is everybody's. */
  access?: Access | undefined;
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
  onRequest(connection: Connection, request: HttpRequest, address: string, engine: Answering): void;
  onLeft(topic: number, tag: number): void;
  onAbandoned(connection: Connection): void;
  /** Answers so many long polls that nothing has happened; answers how many there were. */
  endPolls(most: number): number;
  /** What a reader is told before it is closed. */
  lastWord(): Uint8Array;
  /** The same for one that is awaited elsewhere: it need not stay away for long. */
  movedWord(): Uint8Array;
}

const livePath = /^\/live\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
// A reader whose page has moved comes back in a moment; the pace of the move spreads them already.
const movedMs = 500;
// Longest a long poll is held: proxies close what is silent for 30 s.
const waitMaxMs = 25_000;

// The same bytes for a page that is not there and for one that is not for you.
const notFound = refuse(404, 'there is no such page');
/** An EventSource that is answered so does not come back. */
const ended = answer(204, undefined);
// To HEAD, which has no body.
const notFoundHead = answer(404, { title: 'there is no such page', status: 404 }, { isHead: true });

/** What was asked for: a stream, the same as a long poll, or whether there is one. */
type Form = 'stream' | 'poll' | 'head';

/** Somebody who asks for a page and waits for the one answer. */
interface Visit {
  connection: Connection;
  engine: Answering;
  form: Form;
  page: string;
  request: HttpRequest;
  address: string;
}

/** Its place among the readers, to be given back once. */
interface Place {
  tag: number;
}

/**
 * Decides what each request gets. A stream is never refused by a status that would end an EventSource for good. A visit is:
 *   asked      full (of readers, of memory, or draining): sent away, with a time to come back. Else it takes a place.
 *   placed     its page is looked up (`look-up.ts`). Absent, ended, elsewhere, or only asked about: answered, and its place is free.
 *   judged     it may read the page, and is given what it missed up to this very turn:
 *              a stream is admitted, and its place is free again when the engine says that it has left (`onLeft`);
 *              a poll is held (`polls.ts`), answered, and its place is free.
 */
export function createServe(options: ServeOptions): Serve {
  const { kit, gateway, hub, limits, access, pollMs, retryMs } = options;
  const { metrics, log, region } = kit;
  const lookUp = createLookUp({ kit, hub, access });
  const headFor = createHeads({ kit, gateway, pollMs });
  const polls = createPolls({ kit, hub });
  const shed = shedCounter(metrics);
  const resets = metrics.counter('live_resets_total', 'Readers told to take the View again, by the reason', ['reason']);

  const awayWord = (awayMs: number) => Buffer.from(retryFrame(awayMs * (1 + kit.random())));

  const sendAway = ({ connection, engine, form }: Visit, why: string, awayMs = retryMs) => {
    shed.inc({ why });
    const told = { region, gateway, full: why, pollMs };
    if (form === 'head') return engine.answer(connection, streamHead);
    if (form === 'poll') return engine.answer(connection, answer(200, { ...told, events: [] }));
    engine.answer(connection, sentAway(told, awayWord(awayMs)));
  };

  const receive = async (visit: Visit) => {
    const full = options.fullBy();
    if (full) return sendAway(visit, full);
    const place = limits.take(visit.address, visit.page);
    if ('full' in place) return sendAway(visit, place.full);
    await serve(visit, place);
  };

  const serve = async (visit: Visit, place: Place) => {
    const { page, request } = visit;
    let found: LookedUp | undefined;
    const giveBack = () => {
      if (found?.kind === 'open') hub.leave(found.feed.topic);
      limits.giveBack(place.tag, page);
    };
    try {
      // The header wins: a browser that reconnects repeats the address it was given first.
      const after = request.headers.get('last-event-id') || request.query.get('after') || undefined;
      const asked = { page, token: tokenOf(request, page), after, asker: network(visit.address) };
      found = lookUp.atOnce(asked) ?? (await lookUp.inTime(asked));
      if (found.kind !== 'open' || visit.form === 'head') {
        giveBack();
        return notRead(visit, found.kind);
      }
      const isAdmitted = await serveReader(visit, place, found, after);
      if (!isAdmitted) giveBack();
    } catch (error) {
      giveBack();
      log.warn({ err: error, page }, 'a reader could not be served');
      sendAway(visit, 'unavailable');
    }
  };

  const notRead = (visit: Visit, kind: LookedUp['kind']) => {
    const { connection, engine, form } = visit;
    switch (kind) {
      case 'open':
        return engine.answer(connection, streamHead);
      case 'ended':
        return engine.answer(connection, ended);
      case 'elsewhere':
        // It is asked for again and again, and mostly in vain: as seldom as the View.
        return sendAway(visit, 'not-here', pollMs);
      case 'absent':
        return engine.answer(connection, form === 'head' ? notFoundHead : notFound);
    }
  };

  /** True: the engine has it, and will say when it leaves. */
  const serveReader = async (
    visit: Visit,
    place: Place,
    found: LookedUp & { kind: 'open' },
    after: string | undefined,
  ): Promise<boolean> => {
    const { connection, engine, form, page } = visit;
    const { feed, judgement } = found;
    // From here to `admit` nothing is awaited: what the reader is given ends exactly where the topic goes on.
    // Between an answer and whoever awaits it the feed may move on: the steps are completed here.
    const missed = found.missed ? upToNow(feed, found.missed) : { kind: 'steps' as const, steps: [], at: feed.text };
    if (!missed) throw new Problem('unavailable', 'the page changes faster than its history can be read');
    const isOpen = () => access?.holds(page, judgement) ?? true;
    if (!isOpen()) throw new Problem('unavailable', 'who may read the page has just changed');
    if (form === 'stream') {
      if (judgement.token) access?.hold((place.tag = limits.alone(place.tag)), feed.topic, judgement.token);
      if (missed.kind === 'reset') resets.inc({ reason: missed.reason });
      engine.admit(connection, feed.topic, place.tag, headFor(feed, after, missed));
      return true;
    }
    const from = after ?? feed.text;
    const heldMs = judgement.token ? Math.max(0, judgement.token.expiresAt - kit.clock.now()) : waitMaxMs;
    const waitMs = Math.min(waitMaxMs, heldMs, Math.max(0, Number(visit.request.query.get('wait') ?? 0) * 1_000 || 0));
    const news = await polls.hold({ connection, feed, from, missed, waitMs, asker: network(visit.address) });
    if (!news) return false;
    if (isOpen()) {
      if (news.kind === 'reset') resets.inc({ reason: news.reason });
      engine.answer(connection, answer(200, { region, gateway, pollMs, ...pollBody(feed, from, news) }));
    } else engine.answer(connection, ended);
    return false;
  };

  return {
    lastWord: () => awayWord(retryMs),
    movedWord: () => Buffer.from(retryFrame(movedMs * (0.2 + kit.random()))),
    onRequest: (connection, request, peer, engine) => {
      if (request.method === 'OPTIONS') return engine.answer(connection, preflight);
      const page = livePath.exec(request.path)?.[1]?.toLowerCase();
      if (!page) return engine.answer(connection, notFound);
      const told = options.addressHeader ? request.headers.get(options.addressHeader)?.split(',').at(-1)?.trim() : undefined;
      const asking = receive({ connection, engine, form: formOf(request), page, request, address: told || peer });
      run(asking, (error) => log.error({ err: error, page }, 'a request failed'));
    },
    onLeft: (topic, tag) => {
      const page = hub.pageOf(topic);
      if (page === undefined) return;
      hub.leave(topic);
      limits.giveBack(tag, page);
      access?.forget(tag);
    },
    onAbandoned: polls.abandon,
    endPolls: polls.end,
  };
}

function formOf({ method, headers }: HttpRequest): Form {
  if (method === 'HEAD') return 'head';
  return (headers.get('accept') ?? '').includes('application/json') ? 'poll' : 'stream';
}
