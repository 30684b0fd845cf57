import type { Asked, Quick, Told } from '@pharos/core/outside/http';
import { edgeHeader } from '@pharos/core/edge-token';
import { parseTraceparent } from '@pharos/core/traces';
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
import { headerLines } from './rim.ts';

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
export function createQuick(options: QuickOptions): Quick {
  const { answers, keys, isEdge, byAddress, byEdge, byKey, customers, trustProxy, ownOrigins, onUnknownKey, newTrace, onAnswer, elapsed } =
    options;

  const finish = ({ method }: Asked, head: Head, path: string, route: string, startedAt: number, say: (trace: string) => Told): Told => {
    const trace = parseTraceparent(head('traceparent'))?.traceId ?? newTrace();
    const told = say(trace);
    onAnswer({ method, path, route, status: told.status, trace, startedAt });
    // Whoever asks for the head alone has no body.
    return method === 'HEAD' ? { ...told, body: null } : told;
  };
  const over = (left: Left) => (trace: string) => {
    const { text, retryAfterMs } = wordsOver(left);
    return refusal(429, left, problemText('limit', text, trace), ['retry-after', String(Math.ceil(retryAfterMs / 1_000))]);
  };

  return (asked) => {
    const startedAt = elapsed();
    const { method, target } = asked;
    const head = headOf(asked);
    const path = pathOf(target);
    const token = head(edgeHeader);
    const isOurs = token !== null && isEdge(token) === true;
    // One that has to be looked at more closely; and somebody who may be signed in.
    if ((token !== null && !isOurs) || head('cookie') !== null) return undefined;
    const origin = head('origin');
    if (origin !== null && ownOrigins.includes(origin)) return undefined;
    const hop = addressOf(trustProxy ? head('x-forwarded-for') : null, asked);
    const authorization = head('authorization');
    if (authorization !== null && !isOurs) {
      const key = keyForm.exec(authorization)?.[1];
      const caller = key === undefined ? undefined : keys.atHand(key);
      if (caller === undefined) return undefined;
      if (caller !== 'unknown') {
        const left = byKey.overOf(caller.id);
        return left && finish(asked, head, path, anyRoute, startedAt, over(left));
      }
      const spent = byAddress.spend(customers(hop));
      const answer = (left: Left) => {
        if (!left.isOver) onUnknownKey(hop);
        return finish(asked, head, path, anyRoute, startedAt, left.isOver ? over(left) : unknownKey(left));
      };
      return spent instanceof Promise ? spent.then(answer) : answer(spent);
    }
    const [budget, who] = isOurs ? [byEdge, hop] : [byAddress, customers(hop)];
    const hasHadEnough = budget.overOf(who);
    if (hasHadEnough && method !== 'OPTIONS') return finish(asked, head, path, anyRoute, startedAt, over(hasHadEnough));
    // Who brings a token is let in by the route.
    if (method !== 'GET' || authorization !== null) return undefined;
    // A query is looked at by the route.
    const about = target === path ? aboutOf(path) : undefined;
    const at = about && answers.atHand(about.page, about.name);
    if (!about || !at?.isPublic || !isEnough(at, head) || !isAcceptable(head('accept') ?? undefined)) return undefined;
    const tell = (left: Left) =>
      finish(asked, head, path, about.route, startedAt, left.isOver ? over(left) : () => answerWith(at, left, head('if-none-match')));
    const spent = budget.spend(who);
    answers.count('HIT-L1');
    return spent instanceof Promise ? spent.then(tell) : tell(spent);
  };
}

type Head = (name: string) => string | null;

function headOf({ headers }: Asked): Head {
  return (name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
}

const anyRoute = '/*';
const keyForm = /^Bearer (phr_\S+)$/i;
const refusing = ['content-type', 'application/problem+json', 'cache-control', 'no-store'];

function unknownKey(left: Left) {
  return (trace: string) => refusal(401, left, problemText('unauthorized', 'this key is not known, has ended or was revoked', trace), []);
}

function refusal(status: number, left: Left, body: string, more: string[]): Told {
  return { status, headers: [...headerLines(left), ...refusing, 'content-length', String(Buffer.byteLength(body)), ...more], body };
}

function answerWith({ bytes, etag }: Answer, left: Left, held: string | null): Told {
  const headers = headerLines(left);
  headers.push('cache-control', 'no-cache', 'etag', etag, 'x-cache', 'HIT-L1');
  if (isKnown(held ?? undefined, etag)) return { status: 304, headers, body: null };
  headers.push('content-type', 'application/json', 'content-length', String(bytes.byteLength));
  return { status: 200, headers, body: bytes };
}

function isEnough({ version }: Answer, head: Head): boolean {
  const wanted = head('if-version-at-least');
  if (wanted === null) return true;
  const atLeast = decodeVersion(wanted);
  return atLeast !== undefined && covers(version, atLeast);
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end < 0 ? target : target.slice(0, end);
}

const form = /^\/v1\/pages\/([0-9a-f-]{36})\/(view|components|groups)$/;
const routes = { view: '/v1/pages/:page/view', components: '/v1/pages/:page/components', groups: '/v1/pages/:page/groups' };

function aboutOf(path: string): { page: string; name: string; route: string } | undefined {
  const [, page, name] = form.exec(path) ?? [];
  return page === undefined ? undefined : { page, name: name!, route: routes[name as keyof typeof routes] };
}
