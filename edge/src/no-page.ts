import type { Context } from 'hono';
import type { Found } from './copies.ts';
import type { Words } from './words/words.ts';

/** What somebody is told who is shown no page, in words, as a status, and as caches hear it. */
export function wordsOf({ kind }: Found, { lost }: Words): { title: string; text: string } {
  if (kind === 'gone') return lost.gone;
  if (kind === 'busy') return lost.busy;
  return kind === 'not-found' ? lost.notFound : lost.unavailable;
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
  c.header('vary', 'authorization, cookie, accept-language');
  if (kind === 'unavailable') c.header('retry-after', '5');
  if (kind === 'busy') c.header('retry-after', String(Math.ceil(found.waitMs / 1_000)));
}
