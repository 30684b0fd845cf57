import { NoRegionAnswers, PharosError } from './errors.ts';
import type { Regions } from './regions.ts';

export interface SendOptions {
  regions: Regions;
  /** How often all of them are asked once more, after a pause. */
  retries: number;
  /** How long one of them has for one answer. */
  timeoutMs: number;
  /** How long all of it may take, with pauses. */
  deadlineMs: number;
  fetch: typeof fetch;
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  random(): number;
  now(): number;
}

export interface Sent {
  method: string;
  address: string;
  headers: Record<string, string>;
  body: BodyInit | undefined;
  key: string | undefined;
  signal: AbortSignal | undefined;
  /** All of the answer is to be there, within the time that it has. */
  isWhole: boolean;
}

const restMs = 250;
const restMaxMs = 10_000;
// What a region asks for is kept to, up to this.
const retryAfterMaxMs = 60_000;

/**
 * One request, as often as it takes: a region that does not answer, or cannot (503), is followed by the next one at once; when none could,
 * all are asked again after a pause. Who asks too much (429) waits as long as he is told. All of it goes under one key, so that it is done
 * once, wherever it arrived. Throws a PharosError for what is refused, and NoRegionAnswers.
 */
export async function send(sent: Sent, options: SendOptions): Promise<Response> {
  const { regions, retries, deadlineMs, sleep, random, now } = options;
  const until = now() + deadlineMs;
  let last: unknown;
  for (let round = 0; round <= retries; round++) {
    let waitMs = Math.min(restMaxMs, restMs * 2 ** round) * (0.5 + random() / 2);
    for (const region of tried(regions)) {
      const left = until - now();
      if (left <= 0) break;
      const outcome = await ask(region, sent, { ...options, timeoutMs: Math.min(options.timeoutMs, left) });
      if (outcome instanceof Response) {
        regions.answered(region);
        return outcome;
      }
      last = outcome;
      if (outcome instanceof PharosError && outcome.status !== 503 && outcome.status !== 429) {
        regions.answered(region);
        throw outcome;
      }
      if (outcome instanceof PharosError && outcome.retryAfterMs !== undefined) waitMs = Math.min(retryAfterMaxMs, outcome.retryAfterMs);
      // It is there, and wants to be left alone: so would the others.
      if (outcome instanceof PharosError && outcome.status === 429) break;
      regions.failed(region, outcome instanceof PharosError ? outcome.elsewhere : []);
    }
    if (round === retries || now() + waitMs >= until) break;
    await sleep(waitMs, sent.signal);
  }
  throw last instanceof PharosError ? last : new NoRegionAnswers(sent.key, last);
}

/** Each once, and those that are told of meanwhile as well. */
function* tried(regions: Regions): Generator<string> {
  const seen = new Set<string>();
  for (let next = regions.order()[0]; next !== undefined; next = regions.order().find((each) => !seen.has(each))) {
    seen.add(next);
    yield next;
  }
}

/** What became of it in one region: an answer, what it refuses, or why there is none. */
async function ask(
  region: string,
  { method, address, headers, body, signal, isWhole }: Sent,
  { fetch, timeoutMs }: SendOptions,
): Promise<unknown> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException(`${region} said nothing for ${timeoutMs} ms`, 'TimeoutError')), timeoutMs);
  try {
    signal?.throwIfAborted();
    const answer = await fetch(`${region}${address}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
    });
    if (!answer.ok && answer.status !== 304) return await refusalOf(answer);
    // Half of an answer is none. What is read as it comes may take as long as it takes.
    return isWhole ? await wholeOf(answer) : answer;
  } catch (error) {
    // Whoever called it off is not asked again.
    signal?.throwIfAborted();
    return error;
  } finally {
    clearTimeout(timer);
  }
}

async function wholeOf(answer: Response): Promise<Response> {
  const { status, headers } = answer;
  if (status === 204 || status === 304) return answer;
  return new Response(await answer.arrayBuffer(), { status, headers });
}

async function refusalOf(answer: Response): Promise<PharosError> {
  const said: unknown = await answer.json().catch(() => undefined);
  const seconds = Number(answer.headers.get('retry-after') ?? NaN);
  return new PharosError(answer.status, said, Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined);
}
