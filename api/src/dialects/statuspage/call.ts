import type { Context } from 'hono';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import type { Admitted, Api, Env } from '../../env.ts';
import { invalid } from '../../write.ts';
import { readBody } from './read-body.ts';
import { BadRequest, Refused, type Told } from './refusal.ts';

/** One request of the dialect, and how it asks our own API for what it means. */
export interface Call {
  /** Our id of the page in its path; empty: there is none. */
  page: string;
  /** What stands in its path. */
  param(name: string): string;
  query(name: string): string | undefined;
  /** What its body says, below the name that it is wrapped in there. */
  said<Schema extends z.ZodType>(wrapper: string, schema: Schema): Promise<z.infer<Schema>>;
  /** The same of what is not wrapped. */
  all<Schema extends z.ZodType>(schema: Schema): Promise<z.infer<Schema>>;
  /** Asks our API, as whoever asks the dialect: by the same doors. Throws what it refuses. `path` begins below the page. */
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  /** The same of what belongs to no page. */
  askApi<T>(method: string, path: string, body?: object): Promise<T>;
  /** Who asks. */
  caller: string;
  now(): number;
  /** Where a page, an incident stands for visitors: nobody has told this API the address of its edges, unless the page has a host of its own. */
  urlOf(...path: string[]): string;
}

// What one request of ours would have asked by itself: looking for the thing, the write, and what it is then.
const freeMax = 5;
const passedOn = ['idempotency-key', 'prefer', 'traceparent'];
const told = ['retry-after', 'ratelimit', 'ratelimit-policy', 'idempotency-replayed'];

export function createCall(c: Context<Env>, api: Api, page: string, now: () => number): Call {
  const admitted: Admitted = {
    caller: c.get('caller')!,
    address: c.get('address'),
    left: freeMax,
  };
  const headers = Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = c.req.header(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  let body: Promise<Record<string, unknown>> | undefined;
  const bodyOnce = () => (body ??= readBody(c));

  const askApi = async <T>(method: string, path: string, asked?: object): Promise<T> => {
    const request = new Request(`http://api${path}`, {
      method,
      headers: { ...headers, ...(asked && { 'content-type': 'application/json' }) },
      ...(asked && { body: JSON.stringify(asked) }),
    });
    const { remoteAddress, cut } = c.env;
    const answer = await api.fetch(request, { remoteAddress, cut, isDeclined: true, admitted });
    const found = (await answer.json()) as T & Told;
    for (const name of told) {
      const value = answer.headers.get(name);
      if (value !== null && name === 'idempotency-replayed') c.header(name, value);
    }
    if (answer.status < 400) return found;
    const more = Object.fromEntries(told.flatMap((name) => (answer.headers.has(name) ? [[name, answer.headers.get(name)!]] : [])));
    throw new Refused(answer.status, found, more);
  };

  return {
    page,
    caller: admitted.caller.id,
    now,
    param: (name) => c.req.param(name)!,
    query: (name) => c.req.query(name),
    said: async (wrapper, schema) => {
      const all = await bodyOnce();
      const within = all[wrapper];
      if (within === undefined) throw new BadRequest(`param is missing or the value is empty: ${wrapper}`);
      return parsed(schema, within);
    },
    all: async (schema) => parsed(schema, await bodyOnce()),
    ask: (method, path, asked) => askApi(method, `/v1/pages/${page}${path}`, asked),
    askApi,
    urlOf: (...path) => [new URL(c.req.url).origin, ...path].join('/'),
  };
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(result.error, value, schema);
  return result.data;
}

/** The thing of a list that its code or its id names. */
export function noSuch(what: string): Problem {
  return new Problem('not-found', `there is no such ${what} on this page`);
}
