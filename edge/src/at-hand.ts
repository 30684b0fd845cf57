import type { Clock } from '@pharos/core/clock';
import type { Peer } from '@pharos/core/outside/http';
import type { View } from '@pharos/resources/view';
import { LRUCache } from 'lru-cache';
import { isSame } from './desk.ts';

/** A request, as much of it as an answer for everybody depends on. */
export interface Plain {
  /** Where it was asked, if that is not told by its host alone. */
  origin?: string;
  target: string;
  /** One of its headers; an empty one is none. */
  header(name: string): string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Told {
  status: number;
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer> | undefined;
}

export interface AtHand {
  /** What whoever asks so is told, made now where it is not at hand; nothing, where it may be another one for each, or has no end. */
  find(asked: Plain, peer: Partial<Peer>): Told | Promise<Told> | undefined;
  /** The same by `fetch`, of everything. */
  fetch(request: Request, peer: Partial<Peer>): Promise<Response>;
}

export interface AtHandOptions {
  clock: Clock;
  /** How a request is answered that is not at hand. */
  fetch(request: Request, peer: Partial<Peer>): Response | Promise<Response>;
  /** The View that is the last one here, if there is one. */
  viewOf(page: string): View | undefined;
  /** Of which View everybody is told alike who asks as this request did; set while it is answered. */
  sharedBy(request: Request): View | undefined;
  /** A renewal that nobody waits for. */
  later(work: Promise<unknown>): void;
}

// What was answered a moment ago is answered again without a look at anything but whether its page has changed.
const freshMs = 1_000;
// And for so long while it is made anew: nobody who comes meanwhile waits, also where a region or a cache is silent.
const usableMs = 10_000;
// Some hundred busy pages in the languages and encodings of their readers.
const bytesMax = 64_000_000;
// A line of a request that is longer than browsers send them is looked at by the routes.
const lineMax = 300;

interface Entry {
  view: View;
  madeAt: number;
  etag: string | undefined;
  whole: Told;
  unchanged: Told;
}

/**
 * Whole answers about public pages, for whoever asks the same in the next moments. They follow from the request's path, host, language and
 * encoding and from the page's View; so what is kept is told only while that View is the last one here. On the day when most come, nearly
 * all of them get these, and to make a `Response` costs many times what it takes to find one.
 */
export function createAtHand({ clock, fetch, viewOf, sharedBy, later }: AtHandOptions): AtHand {
  const entries = new LRUCache<string, Entry>({
    maxSize: bytesMax,
    // Its bytes, and once more with its head, as they go over the line (`whole-answer.ts`).
    sizeCalculation: ({ whole }, key) => 2 * whole.body!.byteLength + key.length + 2_000,
  });
  const underWay = new Map<string, { work: Promise<Told>; since: number }>();

  // One that has taken longer than a page is usable is no help: whoever comes then asks for himself.
  const underWayFor = (key: string): Promise<Told> | undefined => {
    const known = underWay.get(key);
    return known && clock.elapsed() - known.since < usableMs ? known.work : undefined;
  };
  const begin = (key: string, asked: Plain, peer: Partial<Peer>): Promise<Told> => {
    const begun = { work: make(key, requestOf(asked), peer), since: clock.elapsed() };
    underWay.set(key, begun);
    return begun.work.finally(() => {
      if (underWay.get(key) === begun) underWay.delete(key);
    });
  };

  /** Answers it as the routes do, and keeps the answer where everybody gets it. */
  const make = async (key: string, request: Request, peer: Partial<Peer>): Promise<Told> => {
    const madeAt = clock.elapsed();
    const answer = await fetch(request, peer);
    const { status } = answer;
    const headers = [...answer.headers];
    const told: Told = { status, headers, body: answer.body ? new Uint8Array(await answer.arrayBuffer()) : undefined };
    const view = status === 200 && told.body && !answer.headers.has('set-cookie') ? sharedBy(request) : undefined;
    if (view) {
      const unchanged: Told = { status: 304, headers: headers.filter(([name]) => !aboutBody.has(name)), body: undefined };
      entries.set(key, { view, madeAt, etag: answer.headers.get('etag') ?? undefined, whole: told, unchanged });
    } else entries.delete(key);
    return told;
  };

  const look = (key: string, asked: Plain, peer: Partial<Peer>): Told | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    const ageMs = clock.elapsed() - entry.madeAt;
    if (ageMs > usableMs || viewOf(entry.view.page.id) !== entry.view) return undefined;
    if (ageMs > freshMs && !underWayFor(key)) later(begin(key, asked, peer));
    const held = asked.header('if-none-match');
    return held !== '' && entry.etag !== undefined && isSame(held, entry.etag) ? entry.unchanged : entry.whole;
  };

  /** Who asks for what is being made for somebody else waits for that, and looks then. */
  const ask = async (key: string, asked: Plain, peer: Partial<Peer>): Promise<Told> => {
    const before = underWayFor(key);
    if (before) {
      await before.catch(() => undefined);
      return look(key, asked, peer) ?? make(key, requestOf(asked), peer);
    }
    const told = await begin(key, asked, peer);
    return look(key, asked, peer) ?? told;
  };

  return {
    find: (asked, peer) => {
      const key = keyOf(asked);
      return key === undefined ? undefined : (look(key, asked, peer) ?? ask(key, asked, peer));
    },
    fetch: async (request, peer) => {
      const asked = request.method === 'GET' ? plainOf(request, peer) : undefined;
      const key = asked && keyOf(asked);
      if (key === undefined) return fetch(request, peer);
      const { status, headers, body } = look(key, asked!, peer) ?? (await ask(key, asked!, peer));
      return new Response(body ?? null, { status, headers });
    },
  };
}

const aboutAsker = new Set(['connection', 'if-none-match', 'if-modified-since']);
const aboutBody = new Set(['content-type', 'content-encoding', 'content-length']);
/** What an answer for everybody may depend on. */
const keyHeaders = ['host', 'accept-language', 'accept-encoding'];

// Queries are looked at by the routes, and so is whoever may be somebody. A stream has no end.
function keyOf(asked: Plain): string | undefined {
  const { origin, target } = asked;
  if (asked.header('cookie') !== '' || asked.header('authorization') !== '') return undefined;
  if (target.length > lineMax || target.includes('?') || target.startsWith('/live/')) return undefined;
  // Who says one host in the target and another beside it is told what stands under the first, and nobody else is.
  let key = origin === undefined || origin === `http://${asked.header('host')}` ? target : `${origin}${target}`;
  for (const name of keyHeaders) {
    const value = asked.header(name);
    if (value.length > lineMax) return undefined;
    key += `\n${value}`;
  }
  return key;
}

// Asked for whole: who has it already is told so from what is kept.
function requestOf({ origin, target, headers }: Plain): Request {
  const said = Object.entries(headers).filter((each): each is [string, string] => typeof each[1] === 'string' && !aboutAsker.has(each[0]));
  return new Request(`${origin ?? `http://${String(headers['host'])}`}${target}`, { headers: said });
}

function plainOf(request: Request, { headers }: Partial<Peer>): Plain {
  const { url } = request;
  const hostAt = url.indexOf('//') + 2;
  const at = url.indexOf('/', hostAt);
  const said = headers ?? { host: url.slice(hostAt, at), ...Object.fromEntries(request.headers) };
  const header = (name: string) => String(said[name] ?? '');
  return { origin: url.slice(0, at), target: url.slice(at), header, headers: said };
}
