/*
 * The dialect has an address of its own, `/statuspage/v1`. A client whose base address holds no path, and that puts `/v1` behind it by
 * itself, is known by what else it says: pages by codes, which are no names of ours, the ending `.json`, and keys by the word `OAuth`.
 */

const prefix = '/statuspage';
/** All pages: the one address that both have. */
const listed = '/v1/pages';
const theirs = /^\/v1\/(?:pages\/[0-9a-z]{12}(?:[/.]|$)|organizations\/|pages\.json$)/;

/** The path of a request that is the dialect's, as its routes have it; undefined: it is our own API's. */
export function pathOf(url: string): string | undefined {
  const path = pathIn(url);
  const own = path.startsWith(`${prefix}/v1/`) ? path.slice(prefix.length) : theirs.test(path) ? path : undefined;
  return own?.replace(/\/$/, '').replace(/\.json$/, '');
}

/** `authorization`: the header, which is looked at only where it matters. */
export function isStatuspage(url: string, authorization: () => string | null | undefined): boolean {
  return pathOf(url) !== undefined || (pathIn(url) === listed && /^oauth /i.test(authorization() ?? ''));
}

function pathIn(url: string): string {
  const start = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('://') + 3);
  if (start < 0) return '/';
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}
