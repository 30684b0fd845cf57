import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { Component, Incident, Page, Subscriber, type Taken } from './statuspage-shapes.ts';

export interface ReadOptions {
  /** `https://api.statuspage.io`, as a rule. */
  base: string;
  page: string;
  key: string;
  fetch: typeof fetch;
  sleep(ms: number): Promise<void>;
  tell(what: string): void;
}

const pageSize = 100;
// There a page has some hundred components, and some thousand incidents.
const pagesMax = 10_000;
const triesMax = 8;
const waitMs = 5_000;
const waitMaxMs = 120_000;
const answerMs = 60_000;

/** All of a page by the management API, as slowly as it wants to be asked. */
export async function readStatuspage(options: ReadOptions): Promise<Taken> {
  const { tell } = options;
  const root = `/v1/pages/${encodeURIComponent(options.page)}`;
  const page = judged(Page, await ask(options, root), 'page');
  const components = await readAll(options, `${root}/components`, Component, 'component');
  tell(`${components.length} components`);
  const incidents = await readAll(options, `${root}/incidents`, Incident, 'incident', (count) =>
    tell(`${count} incidents and maintenances`),
  );
  // This list alone begins with page 0.
  const path = `${root}/subscribers`;
  const subscribers = await readAll(options, path, Subscriber, 'subscriber', (count) => tell(`${count} subscribers`), {
    first: 0,
    size: 'limit',
  });
  return { page, components, incidents, subscribers };
}

async function readAll<T extends { id: string }>(
  options: ReadOptions,
  path: string,
  schema: z.ZodType<T>,
  what: string,
  tell: (count: number) => void = () => undefined,
  { first = 1, size = 'per_page' } = {},
): Promise<T[]> {
  const found = new Map<string, T>();
  const words = size === 'limit' ? `limit=${pageSize}` : `per_page=${pageSize}&limit=${pageSize}`;
  for (let at = first; at < pagesMax; at++) {
    const answer = judged(z.array(z.unknown()), await ask(options, `${path}?${words}&page=${at}`), `list of ${what}s`);
    const before = found.size;
    // What is added meanwhile moves the others back: the same one may come twice.
    for (const each of answer) {
      const one = judged(schema, each, what);
      found.set(one.id, one);
    }
    tell(found.size);
    // Of fewer than were asked for there are no more; and a list that does not know of pages says the same again.
    if (answer.length < pageSize || found.size === before) break;
  }
  return [...found.values()];
}

async function ask({ base, key, fetch, sleep, tell }: ReadOptions, path: string): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(new URL(path, base), {
      headers: { authorization: `OAuth ${key}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    }).catch((error: unknown) => {
      if (tries < triesMax) return undefined;
      throw new Problem('unavailable', `${base} does not answer: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (answer?.ok) return readJson(answer, path);
    if (answer && !isLater(answer.status)) throw refusalOf(answer.status, path);
    if (tries === triesMax) throw new Problem('unavailable', `${base} says ${answer?.status} again and again: try it later`);
    const seconds = Number(answer?.headers.get('retry-after') ?? NaN);
    const restMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, waitMaxMs) : waitMs * tries;
    tell(`it wants to be asked later: in ${Math.ceil(restMs / 1_000)} s`);
    await answer?.body?.cancel();
    await sleep(restMs);
  }
}

function isLater(status: number): boolean {
  return status === 420 || status === 429 || status >= 500;
}

function refusalOf(status: number, path: string): Problem {
  if (status === 401 || status === 403)
    return new Problem('unauthorized', 'Statuspage does not know this key: make one at “API info” there');
  if (status === 404) return new Problem('not-found', 'there is no such page there: its id stands at “API info”, 12 letters and digits');
  return new Problem('invalid', `${path} was answered with ${status}`);
}

async function readJson(answer: Response, path: string): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    throw new Problem('invalid', `${path} was answered with no JSON: is this the address of an API?`);
  }
}

function judged<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const id = (value as { id?: unknown } | null)?.id;
  throw new Problem(
    'invalid',
    `a ${what}${typeof id === 'string' ? ` (${id})` : ''} is not as documented: ${issue!.path.join('.')} ${issue!.message}`,
  );
}
