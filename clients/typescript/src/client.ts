import { operations, type Operations } from './operations.ts';
import { createRegions } from './regions.ts';
import { send, type SendOptions } from './send.ts';

type Table = typeof operations;
export type OperationId = keyof Table;
type Of<Id extends OperationId> = Operations[Table[Id][0]];
export type Answer<Id extends OperationId> = Of<Id>['answer'];

type Needed<Name extends string, Value> = keyof Value extends never ? object : { [Each in Name]: Value };
type Body<Id extends OperationId> = Table[Id][1] extends undefined
  ? object
  : Table[Id][1] extends 'application/json'
    ? undefined extends Of<Id>['body']
      ? { body?: Of<Id>['body'] }
      : { body: Of<Id>['body'] }
    : { body: string | Blob | Uint8Array<ArrayBuffer> };

/** What an operation takes: only what it has. */
export type Given<Id extends OperationId> = Needed<'path', Of<Id>['path']> &
  Body<Id> & {
    query?: Of<Id>['query'];
    /** The same request under the same key is done once, in whatever regions it arrives, however often. One is made where none is given. */
    key?: string;
    /** Only if it still has this ETag (`ifMatch`), or does not have it any more. */
    ifMatch?: string;
    ifNoneMatch?: string;
    signal?: AbortSignal;
  };

// What needs nothing is called without anything.
type Args<Id extends OperationId> = object extends Given<Id> ? [given?: Given<Id>] : [given: Given<Id>];

type Listed = { [Id in OperationId]: Answer<Id> extends { items: unknown[]; next: string | null } ? Id : never }[OperationId];
/** What stands in a list. */
export type Item<Id extends Listed> = Answer<Id> extends { items: (infer T)[] } ? T : never;

type Calls = { readonly [Id in keyof Table]: (...given: Args<Id>) => Promise<Answer<Id>> };

export type Pharos = Calls & {
  /** All that a list holds, slice by slice as it is read. */
  each<Id extends Listed>(name: Id, ...given: Args<Id>): AsyncGenerator<Item<Id>, void, undefined>;
  /** The answer itself, for what is read as it comes (exports) and for its headers. */
  send<Id extends OperationId>(name: Id, ...given: Args<Id>): Promise<Response>;
};

export interface PharosOptions extends Partial<
  Pick<SendOptions, 'retries' | 'timeoutMs' | 'deadlineMs' | 'fetch' | 'sleep' | 'random' | 'now'>
> {
  /** The APIs of the regions, the nearest first. */
  regions: string | readonly string[];
  /** A key, or the token of a session; a function, where it changes. */
  key?: string | (() => string | Promise<string>);
}

const retries = 3;
// A poor line is slower than any region of ours; a file over it has ten times as long.
const timeoutMs = 10_000;
const fileTimeoutMs = 100_000;
const deadlineMs = 60_000;
const fileDeadlineMs = 600_000;

/** The API of all regions as one. */
export function createPharos({ regions, key, ...options }: PharosOptions): Pharos {
  const known = createRegions(typeof regions === 'string' ? [regions] : regions);
  const sendOne = async (name: OperationId, given: Loose = {}, isWhole = false): Promise<Response> => {
    const [where, type] = operations[name];
    const [method, pattern] = where.split(' ') as [string, string];
    const isFile = type !== undefined && type !== 'application/json';
    const secret = typeof key === 'function' ? await key() : key;
    const once = given.key ?? (method === 'POST' ? crypto.randomUUID() : undefined);
    const body = isFile
      ? (given.body as BodyInit)
      : type === undefined || given.body === undefined
        ? undefined
        : JSON.stringify(given.body);
    const headers: Record<string, string | undefined> = {
      authorization: secret === undefined ? undefined : `Bearer ${secret}`,
      'content-type': body === undefined ? undefined : type,
      'idempotency-key': once,
      'if-match': given.ifMatch,
      'if-none-match': given.ifNoneMatch,
    };
    return send(
      {
        method,
        address: addressOf(pattern, given),
        headers: Object.fromEntries(Object.entries(headers).filter((each): each is [string, string] => each[1] !== undefined)),
        body,
        key: once,
        signal: given.signal,
        isWhole,
      },
      {
        retries,
        timeoutMs: isFile ? fileTimeoutMs : timeoutMs,
        deadlineMs: isFile ? fileDeadlineMs : deadlineMs,
        fetch: (...asked) => globalThis.fetch(...asked),
        sleep,
        random: Math.random,
        now: () => performance.now(),
        ...options,
        regions: known,
      },
    );
  };
  const call = async (name: OperationId, given?: Loose): Promise<unknown> => valueOf(await sendOne(name, given, true));
  async function* each(name: OperationId, given: Loose = {}): AsyncGenerator<unknown, void, undefined> {
    for (let after: string | null | undefined; after !== null;) {
      const query: Record<string, unknown> = { ...given.query, ...(after === undefined ? {} : { after }) };
      const { items, next } = (await call(name, { ...given, query })) as { items: unknown[]; next: string | null };
      yield* items;
      after = next;
    }
  }
  const calls = Object.fromEntries((Object.keys(operations) as OperationId[]).map((name) => [name, (given?: Loose) => call(name, given)]));
  // What each takes and answers is what its operation says; here they are all alike.
  return { ...calls, each, send: (name: OperationId, given?: Loose) => sendOne(name, given) } as unknown as Pharos;
}

interface Loose {
  path?: object;
  query?: object;
  body?: unknown;
  key?: string;
  ifMatch?: string;
  ifNoneMatch?: string;
  signal?: AbortSignal;
}

function addressOf(pattern: string, { path = {}, query = {} }: Loose): string {
  const values = new Map<string, string | undefined>(Object.entries(path));
  const address = pattern.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = values.get(field);
    if (value === undefined) throw new TypeError(`${pattern} needs path.${field}`);
    return encodeURIComponent(value);
  });
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(asked.map(([field, value]) => [field, String(value)]));
  return search.size > 0 ? `${address}?${search}` : address;
}

/** JSON as what it says, nothing as nothing, all else as text. */
async function valueOf(answer: Response): Promise<unknown> {
  if (answer.status === 204 || answer.status === 304) return undefined;
  const text = await answer.text();
  const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
  return isJson && text !== '' ? JSON.parse(text) : text;
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    }
    signal?.addEventListener('abort', stop, { once: true });
  });
}
