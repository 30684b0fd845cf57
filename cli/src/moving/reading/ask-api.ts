import { Problem } from '@pharos/core/problem';

export interface ApiAround {
  fetch: typeof fetch;
  sleep(ms: number): Promise<void>;
  tell(what: string): void;
}

export interface AskOptions extends ApiAround {
  base: string;
  /** As people know it. */
  name: string;
  headers: Record<string, string>;
  /** What to do about a key that is none, and about what is not there. */
  refusals: { key: string; missing: string };
}

export interface Ask {
  /** Throws a Problem for what is refused; asks again, as slowly as it wants, where it is told to come later. */
  json(path: string, body?: unknown): Promise<unknown>;
}

const triesMax = 8;
const waitMs = 5_000;
const waitMaxMs = 120_000;
const answerMs = 60_000;

/** The API of another program. */
export function createAsk({ base, name, headers, refusals, fetch, sleep, tell }: AskOptions): Ask {
  const ask = async (path: string, body: unknown): Promise<unknown> => {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(new URL(path, base), {
        headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        // A key goes to nobody else.
        redirect: 'error',
        signal: AbortSignal.timeout(answerMs),
      }).catch((error: unknown) => {
        if (tries < triesMax) return undefined;
        throw new Problem('unavailable', `${base} does not answer: ${reasonOf(error)}`);
      });
      if (answer?.ok) return readJson(answer, path);
      if (answer && !isLater(answer.status)) throw refusalOf(answer.status, path);
      if (tries === triesMax) throw new Problem('unavailable', `${base} says ${answer?.status} again and again: try it later`);
      const seconds = Number(answer?.headers.get('retry-after') ?? NaN);
      const restMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, waitMaxMs) : waitMs * tries;
      tell(`${name} wants to be asked later: in ${Math.ceil(restMs / 1_000)} s`);
      await answer?.body?.cancel();
      await sleep(restMs);
    }
  };
  const refusalOf = (status: number, path: string): Problem => {
    if (status === 401 || status === 403) return new Problem('unauthorized', `${name} does not know this key: ${refusals.key}`);
    if (status === 404) return new Problem('not-found', refusals.missing);
    return new Problem('invalid', `${path} was answered with ${status}`);
  };
  return { json: ask };
}

function isLater(status: number): boolean {
  return status === 420 || status === 429 || status >= 500;
}

async function readJson(answer: Response, path: string): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    throw new Problem('invalid', `${path} was answered with no JSON: is this the address of an API?`);
  }
}

// Of a connection that failed the reason stands one deeper.
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

export interface Paging {
  /** Where a page of the list is. */
  path(page: number): string;
  size: number;
  /** The number of the first page. */
  first?: number;
  /** What stands in an answer. Undefined: it is no list. */
  itemsOf?(answer: unknown): unknown[] | undefined;
}

// Lists of some thousand things have some hundred pages.
const pagesMax = 100_000;

/** All of a list, a page after the other. What is added meanwhile moves the others back: the same one may come twice, and is told once. */
export async function* readPages(ask: Ask, { path, size, first = 1, itemsOf = asList }: Paging, what: string): AsyncGenerator {
  // Only the page before is remembered: lists may be longer than there is memory.
  let before = new Set<unknown>();
  for (let at = first; at < pagesMax; at++) {
    const items = itemsOf(await ask.json(path(at)));
    if (items === undefined) throw new Problem('invalid', `the list of ${what}s is not as documented: it is no list`);
    const now = new Set(items.map((each) => (each as { id?: unknown } | null)?.id));
    const fresh = items.filter((each) => !before.has((each as { id?: unknown } | null)?.id));
    yield* fresh;
    // Of fewer than were asked for there are no more; and a list that does not know of pages says the same again.
    if (items.length < size || fresh.length === 0) return;
    before = now;
  }
}

function asList(answer: unknown): unknown[] | undefined {
  return Array.isArray(answer) ? answer : undefined;
}
