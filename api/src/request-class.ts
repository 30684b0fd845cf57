import { AsyncLocalStorage } from 'node:async_hooks';
import type { MiddlewareHandler } from 'hono';
import type { Change } from '@pharos/resources/registry';
import { decodeVersion, mergeVersions, withoutWhole, type Version } from '@pharos/core/version';
import type { Floors } from './answers/floors.ts';
import type { Env } from './env.ts';

/**
 * What requests compete with, most important first: what a responder does in an outage is the last that may suffer from anything
 * else; monitors that flip components come in crowds, as strangers do who sign up; and what is read can be read again, from anywhere.
 */
export const requestClasses = ['incidents', 'components', 'subscribers', 'reads'] as const;
export type RequestClass = (typeof requestClasses)[number];

export function classOf(method: string, path: string): RequestClass {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return 'reads';
  const resource = /^\/v1\/pages\/[^/]+\/([a-z-]+)/.exec(path)?.[1];
  // They write nothing: what they tell can be told again.
  if (resource === 'presence' || resource === 'previews') return 'reads';
  if (resource === 'components' || resource === 'groups') return 'components';
  // Whoever tries passwords stands among the strangers: to look at one takes a while.
  const isStrangers = resource === 'subscriptions' || resource === 'unlock' || path.startsWith('/v1/sign-in');
  return isStrangers ? 'subscribers' : 'incidents';
}

/** Of what is written: whose connections it uses. */
export function classOfChange({ type }: Change): Exclude<RequestClass, 'reads'> {
  if (/-(?:component|group)$/.test(type)) return 'components';
  return /subscri/.test(type) ? 'subscribers' : 'incidents';
}

interface Current {
  of: RequestClass;
  page: string | undefined;
  /** What the reader has seen elsewhere, as the header says it. */
  atLeast: string | undefined;
}

const current = new AsyncLocalStorage<Current>();
const pageIn = /^\/v1\/pages\/([^/]+)/;

/** Whoever asks the database while a request is answered does so as one of its class, and for what it must see. */
export const inItsClass: MiddlewareHandler<Env> = function inItsClass(c, next) {
  // What a request reads through the API itself, before it writes, is read as the rest of it: from no copy, which may be behind.
  if (current.getStore()) return next();
  const page = pageIn.exec(c.req.path)?.[1]?.toLowerCase();
  return current.run({ of: classOf(c.req.method, c.req.path), page, atLeast: c.req.header('if-version-at-least') }, next);
};

/** Of the request that is being answered; what is done for none reads. */
export function currentClass(): RequestClass {
  return current.getStore()?.of ?? 'reads';
}

/** What must be seen now: what the reader names, and what this process knows of the page and has written itself. */
export function neededNow(floors: Pick<Floors, 'get'>): Version {
  const { page, atLeast } = current.getStore() ?? {};
  const named = atLeast === undefined ? undefined : decodeVersion(atLeast);
  const known = [floors.get('')?.version, page === undefined ? undefined : floors.get(page)?.version, named];
  // Origins that are retired were everywhere before they were.
  return withoutWhole(known.reduce<Version>((all, each) => (each ? mergeVersions(all, each) : all), {}));
}
