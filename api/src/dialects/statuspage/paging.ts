import { Problem } from '@pharos/core/problem';
import { LRUCache } from 'lru-cache';
import type { Call } from './call.ts';

export interface Paging {
  /** From 0. */
  page: number;
  size: number;
}

interface List<T> {
  items: T[];
  next: string | null;
}

export const pageMax = 100;
// There a page of components holds as many as a page may have.
export const componentsMax = 1_100;

/** Which page of a list is asked for, and how long it is: too long is as long as it may be, and what is no number is as if nothing was said. */
export function pagingOf(call: Call, { from = 1, sizeMax = pageMax, names = ['per_page'] } = {}): Paging {
  const usual = Math.min(sizeMax, pageMax);
  const number = (name: string): number | undefined => {
    const text = call.query(name);
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const size = names.map(number).find((each) => each !== undefined) ?? usual;
  return { page: Math.max(0, (number('page') ?? from) - from), size: Math.min(Math.max(1, size), sizeMax) };
}

export function slice<T>(items: readonly T[], { page, size }: Paging): T[] {
  return items.slice(page * size, (page + 1) * size);
}

// Whoever reads a list from its first page to its last is spared the way to each: where the next one begins is remembered, of some thousands.
const begins = new LRUCache<string, string>({ max: 5_000 });
// Without that, somebody who begins in the middle is led there: so far, and no further.
const stepsMax = 50;

/**
 * Our lists go on from where the slice before ended, and theirs are asked for by number. It is all this process keeps, and what it does
 * not know (another one had it, or nobody) it looks for from the beginning.
 */
export async function readPage<T>(call: Call, path: string, { page, size }: Paging): Promise<T[]> {
  const nameOf = (at: number) => `${call.caller} ${call.page} ${path} ${size} ${at}`;
  const slicePath = (after: string | undefined) => `${path}${path.includes('?') ? '&' : '?'}limit=${size}${after ? `&after=${after}` : ''}`;
  let at = page;
  while (at > 0 && !begins.has(nameOf(at))) at--;
  if (page - at > stepsMax) throw new Problem('invalid', `page: begin with the first one, and ask for one after the other`);
  for (let after = begins.get(nameOf(at)); ; at++) {
    const { items, next } = await call.ask<List<T>>('GET', slicePath(after));
    if (next !== null) begins.set(nameOf(at + 1), next);
    if (at === page) return items;
    if (next === null) return [];
    after = next;
  }
}

/** All of a list that is short. */
export async function readAll<T>(call: Call, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 0; ; page++) {
    const items = await readPage<T>(call, path, { page, size: pageMax });
    all.push(...items);
    if (items.length < pageMax) return all;
  }
}
