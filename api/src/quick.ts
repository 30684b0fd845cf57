import type { Peer } from '@pharos/core/outside/http';
import { edgeHeader } from '@pharos/core/edge-token';
import { covers, decodeVersion } from '@pharos/core/version';
import { isAcceptable } from './acceptable.ts';
import type { Answer } from './answers/answer.ts';
import type { Answers } from './answers/answers.ts';
import { isKnown } from './answers/tell.ts';
import type { Budget, Left } from './budget.ts';
import { addressOf, wordsOver } from './rate-limit.ts';
import type { Keys } from './keys.ts';
import type { IsEdge } from './known-edges.ts';
import { problemText } from './problem-json.ts';
import { headersOf } from './rim.ts';

export interface QuickOptions {
  answers: Answers;
  keys: Keys;
  isEdge: IsEdge;
  byAddress: Budget;
  byEdge: Budget;
  byKey: Budget;
  customers(address: string): string;
  trustProxy: boolean;
  /** Of pages of ours, which may ask with the session that a browser keeps. */
  ownOrigins: readonly string[];
  /** Somebody came with a key that is none. */
  onUnknownKey(address: string): void;
  newTrace(): string;
  /** It was answered: for those who watch. */
  onAnswer(answered: { method: string; path: string; route: string; status: number; trace: string; startedAt: number }): void;
  elapsed(): number;
}

/**
 * What can be answered without a word to anybody: a public page's answer that is at hand, to a guest or to an edge of ours; that somebody
 * has had enough; and that a key is none. All else goes its way through the routes, which would answer the same (they come to the same
 * budgets and the same answers): this is there because that way costs several times what such an answer does, on the day when most come.
 */
export function createQuick(options: QuickOptions): (request: Request, peer: Peer) => Response | Promise<Response> | undefined {
  const { answers, keys, isEdge, byAddress, byEdge, byKey, customers, trustProxy, ownOrigins, onUnknownKey, newTrace, onAnswer, elapsed } =
    options;

  const finish = (
    request: Request,
    head: Head,
    path: string,
    route: string,
    startedAt: number,
    response: (trace: string) => Response,
  ): Response => {
    const trace = head('traceparent')?.split('-')[1] ?? newTrace();
    const told = response(trace);
    // Whoever asks for the head alone has no body.
    const made = request.method === 'HEAD' ? new Response(null, told) : told;
    onAnswer({ method: request.method, path, route, status: made.status, trace, startedAt });
    return made;
  };
  const over = (left: Left) => (trace: string) => {
    const { text, retryAfterMs } = wordsOver(left);
    const headers = { ...headersOf(left), ...refusing, 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
    return new Response(problemText('limit', text, trace), { status: 429, headers });
  };

  return (request, peer) => {
    const startedAt = elapsed();
    const { url } = request;
    const head = headOf(request, peer);
    const path = pathOf(url);
    const token = head(edgeHeader);
    const isOurs = token !== null && isEdge(token) === true;
    // One that has to be looked at more closely; and somebody who may be signed in.
    if ((token !== null && !isOurs) || head('cookie') !== null) return undefined;
    const origin = head('origin');
    if (origin !== null && ownOrigins.includes(origin)) return undefined;
    const hop = addressOf(trustProxy ? head('x-forwarded-for') : null, peer);
    const authorization = head('authorization');
    if (authorization !== null && !isOurs) {
      const key = keyForm.exec(authorization)?.[1];
      const caller = key === undefined ? undefined : keys.atHand(key);
      if (caller === undefined) return undefined;
      if (caller !== 'unknown') {
        const left = byKey.overOf(caller.id);
        return left && finish(request, head, path, anyRoute, startedAt, over(left));
      }
      const spent = byAddress.spend(customers(hop));
      const answer = (left: Left) => {
        if (!left.isOver) onUnknownKey(hop);
        return finish(request, head, path, anyRoute, startedAt, left.isOver ? over(left) : unknownKey(left));
      };
      return spent instanceof Promise ? spent.then(answer) : answer(spent);
    }
    const [budget, who] = isOurs ? [byEdge, hop] : [byAddress, customers(hop)];
    const hasHadEnough = budget.overOf(who);
    if (hasHadEnough && request.method !== 'OPTIONS') return finish(request, head, path, anyRoute, startedAt, over(hasHadEnough));
    // Who brings a token is let in by the route.
    if (request.method !== 'GET' || authorization !== null) return undefined;
    const asked = askedIn(url, path);
    const at = asked && answers.atHand(asked.page, asked.name);
    if (!asked || !at?.isPublic || !isEnough(at, head) || !isAcceptable(head('accept') ?? undefined)) return undefined;
    const tell = (left: Left) =>
      finish(request, head, path, asked.route, startedAt, left.isOver ? over(left) : () => answerWith(at, left, head('if-none-match')));
    const spent = budget.spend(who);
    answers.count('HIT-L1');
    return spent instanceof Promise ? spent.then(tell) : tell(spent);
  };
}

type Head = (name: string) => string | null;

function headOf(request: Request, { headers }: Peer): Head {
  if (!headers) return (name) => request.headers.get(name);
  return (name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
}

const anyRoute = '/*';
const keyForm = /^Bearer (phr_\S+)$/i;
const refusing = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };

function unknownKey(left: Left) {
  return (trace: string) =>
    new Response(problemText('unauthorized', 'this key is not known, has ended or was revoked', trace), {
      status: 401,
      headers: { ...headersOf(left), ...refusing },
    });
}

function answerWith({ bytes, etag }: Answer, left: Left, held: string | null): Response {
  const headers: Record<string, string> = headersOf(left);
  headers['cache-control'] = 'no-cache';
  headers['etag'] = etag;
  headers['x-cache'] = 'HIT-L1';
  if (isKnown(held ?? undefined, etag)) return new Response(null, { status: 304, headers });
  headers['content-type'] = 'application/json';
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
}

function isEnough({ version }: Answer, head: Head): boolean {
  const wanted = head('if-version-at-least');
  const atLeast = wanted === null ? {} : decodeVersion(wanted);
  return atLeast !== undefined && covers(version, atLeast);
}

// What follows `http://host`.
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const end = url.indexOf('?', start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

const form = /^\/v1\/pages\/([0-9a-f-]{36})\/(view|components|groups)$/;
const routes = { view: '/v1/pages/:page/view', components: '/v1/pages/:page/components', groups: '/v1/pages/:page/groups' };

/** Of a request that asks for nothing more than that: a query is looked at by the route. */
function askedIn(url: string, path: string): { page: string; name: string; route: string } | undefined {
  const [, page, name] = form.exec(path) ?? [];
  if (page === undefined || !url.endsWith(path)) return undefined;
  return { page, name: name!, route: routes[name as keyof typeof routes] };
}
