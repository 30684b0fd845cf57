import type { Context } from 'hono';
import type { Found } from './copies.ts';

/** What somebody is told who is shown no page, in words, as a status, and as caches hear it. */
export function wordsOf(found: Found): { title: string; text: string } {
  if (found.kind === 'gone') return { title: 'This page is no more', text: 'It was removed for good by those who kept it.' };
  if (found.kind === 'busy')
    return { title: 'Just a moment', text: 'Too many addresses were tried from here. Please wait a few seconds and try again.' };
  return found.kind === 'not-found'
    ? { title: 'There is no such page', text: 'Nobody has a status page at this address. It may have moved, or been typed wrong.' }
    : {
        title: 'Not reachable just now',
        text: 'None of our regions answers, and we have no copy of this page here. Please try again in a moment.',
      };
}

export function statusOf({ kind }: Found): 404 | 410 | 429 | 503 {
  if (kind === 'busy') return 429;
  return kind === 'gone' ? 410 : kind === 'not-found' ? 404 : 503;
}

/** What a cache may do with an answer that shows no page. */
export function forCaches(c: Context, found: Found): void {
  const { kind } = found;
  c.header('cache-control', kind === 'unavailable' || kind === 'busy' ? 'no-store' : 'public, max-age=5');
  // Whoever holds a token may be shown what others are not.
  c.header('vary', 'authorization, cookie');
  if (kind === 'unavailable') c.header('retry-after', '5');
  if (kind === 'busy') c.header('retry-after', String(Math.ceil(found.waitMs / 1_000)));
}
