import type { Operations } from './operations.d.ts';
import { NobodyAnswers, Refusal } from './refusal.ts';
import type { RegionDoor, Regions } from './regions.ts';

type Name = keyof Operations;
export type Answer<N extends Name> = Operations[N]['answer'];

/** What an operation takes: only what it has. */
export type Given<N extends Name> = (keyof Operations[N]['path'] extends never ? object : { path: Operations[N]['path'] }) &
  (Operations[N]['body'] extends undefined ? object : { body: Operations[N]['body'] }) & {
    query?: Operations[N]['query'];
    /** The same request under the same key is one thing, in whatever regions it arrives, however often. */
    key?: string;
    /** For which organisation somebody asks who is in several; null: for the installation itself. */
    organisation?: string | null;
    /** What is sent as it is, where it is no JSON. */
    file?: { type: string; content: Blob };
  };

export interface Answered<N extends Name> {
  value: Answer<N>;
  region: RegionDoor;
}

export interface Api {
  /** Throws a Refusal for what a region says no to, and NobodyAnswers when none says anything. */
  ask<N extends Name>(name: N, given: Given<N>): Promise<Answered<N>>;
  /** The ETag of what this region would answer, bare, without that itself: of a View it is its version, the same in every region. */
  tagIn<N extends Name & `GET ${string}`>(door: RegionDoor, name: N, given: Given<N>): Promise<string | null>;
  /** Of this region alone. */
  askIn<N extends Name>(door: RegionDoor, name: N, given: Given<N>): Promise<Answered<N>>;
  /** What an operation answers that is no JSON, whole. */
  download<N extends Name & `GET ${string}`>(name: N, given: Given<N>): Promise<Blob>;
}

export interface ApiOptions {
  regions: Regions;
  fetch: typeof fetch;
  session: {
    token(): string | null;
    /** It goes on under another token. */
    renewed(token: string): void;
    /** The API says that it is over. */
    ended(): void;
  };
}

// One that is gone says so at once. One that hangs is left after this: a poor line at night is slower than any region of ours.
const readMs = 8_000;
const writeMs = 15_000;
// A file of half a million subscribers over a poor line: the API itself takes no longer.
const fileMs = 600_000;

/** The API of all regions as one: what one of them does not answer, the next is asked, under the same key. */
export function createApi({ regions, fetch, session }: ApiOptions): Api {
  const send = async (region: RegionDoor, { method, address, body, key, organisation, file }: Read, waitMs?: number): Promise<Response> => {
    const token = session.token();
    const content = file?.content ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await fetch(`${region.url}${address}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(content !== undefined && { 'content-type': file?.type ?? 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(organisation !== undefined && { 'pharos-organisation': organisation ?? 'installation' }),
      },
      ...(content !== undefined && { body: content }),
      // With what it carries itself, and nothing that the browser keeps for some host.
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(waitMs ?? limitOf(method, file)),
    });
    const renewed = answer.headers.get('x-session-token');
    if (renewed !== null) session.renewed(renewed);
    return answer;
  };

  const tagIn = async <N extends Name & `GET ${string}`>(region: RegionDoor, name: N, given: Given<N>): Promise<string | null> => {
    const answer = await send(region, { ...readGiven(name, given), method: 'HEAD' });
    if (!answer.ok) throw refusalOf(answer.status, undefined);
    return /"([^"]*)"/.exec(answer.headers.get('etag') ?? '')?.[1] ?? null;
  };

  const askIn = async <N extends Name>(region: RegionDoor, name: N, given: Given<N>): Promise<Answered<N>> => {
    const answer = await send(region, readGiven(name, given));
    const said: unknown = await answer.json();
    if (!answer.ok) throw refusalOf(answer.status, said);
    return { value: said as Answer<N>, region };
  };

  const inTurn = async <T>(work: (region: RegionDoor) => Promise<T>): Promise<T> => {
    for (const region of regions.order()) {
      try {
        const answered = await work(region);
        regions.answered(region);
        return answered;
      } catch (error) {
        if (error instanceof Refusal && error.status !== 503) {
          regions.answered(region);
          if (error.status === 401 && session.token() !== null) session.ended();
          throw error;
        }
        regions.failed(region);
      }
    }
    throw new NobodyAnswers();
  };
  return {
    ask: (name, given) => inTurn((region) => askIn(region, name, given)),
    askIn,
    tagIn,
    download: (name, given) =>
      inTurn(async (region) => {
        const answer = await send(region, readGiven(name, given), fileMs);
        if (!answer.ok) throw refusalOf(answer.status, await answer.json());
        return answer.blob();
      }),
  };
}

function limitOf(method: string, file: unknown): number {
  if (file !== undefined) return fileMs;
  return method === 'GET' || method === 'HEAD' ? readMs : writeMs;
}

interface Read {
  method: string;
  address: string;
  body: unknown;
  key: string | undefined;
  organisation: string | null | undefined;
  file: { type: string; content: Blob } | undefined;
}

function readGiven(name: Name, given: object): Read {
  const [method, pattern] = name.split(' ') as [string, string];
  const { path = {}, query = {}, body, key, organisation, file } = given as Partial<Read> & { path?: object; query?: object };
  const values = new Map<string, unknown>(Object.entries(path));
  const address = pattern.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(values.get(field))));
  const search = new URLSearchParams(Object.entries(query).map(([field, value]) => [field, String(value)]));
  return { method, address: search.size > 0 ? `${address}?${search}` : address, body, key, organisation, file };
}

function refusalOf(status: number, said: unknown): Refusal {
  const { detail, fields } = (said ?? {}) as { detail?: string; fields?: { path: string; message: string }[] };
  return new Refusal(status, detail ?? `the API answered ${status}`, fields ?? []);
}
