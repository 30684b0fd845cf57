import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { Problem } from '@pharos/core/problem';
import type { Api, Env } from '../env.ts';
import type { ConsoleFile, ConsoleFiles } from './files.ts';

export interface ConsoleOptions {
  files: ConsoleFiles;
  /** What this region is called. */
  region: string;
  /** APIs of the other regions, to which the console goes on when this one does not answer. */
  elsewhere: readonly string[];
}

// A name is made of what is in the file: another file has another name.
const forEver = 'public, max-age=31536000, immutable';

/** The console, served by every API from its own memory: it depends on nothing that it reports on. */
export function consoleRoutes(app: Api, { files, region, elsewhere }: ConsoleOptions): void {
  const policy = contentPolicy(elsewhere);
  const index = (c: Context<Env>) =>
    send(c, files.index, {
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    });
  app.get('/console', (c) => c.redirect('/console/', 308));
  app.get('/console/regions.json', (c) => c.json({ here: region, elsewhere }, 200, { 'cache-control': 'no-store' }));
  app.get('/console/*', (c) => {
    const name = c.req.path.slice('/console/'.length);
    const file = files.others.get(name);
    if (file) return send(c, file, { 'cache-control': name.startsWith('assets/') ? forEver : 'no-cache' });
    // What a page of an older console asks for is not there any more; everything else is a place within this one.
    if (name.startsWith('assets/')) throw new Problem('not-found', 'this file is of another version of the console: load the page again');
    return index(c);
  });
}

/** Our own scripts and styles alone, the APIs of all regions, and no text that becomes markup but by the renderer of the page. */
function contentPolicy(elsewhere: readonly string[]): string {
  const origins = elsewhere.map((url) => new URL(url).origin);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The logo of a page, while somebody chooses it.
    "img-src 'self' data: https:",
    "manifest-src 'self'",
    `connect-src ${["'self'", ...new Set(origins)].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types pharos',
  ].join('; ');
}

async function send(c: Context<Env>, { type, plain, packed }: ConsoleFile, headers: Record<string, string>): Promise<Response> {
  const encoding = accepts(c, { header: 'Accept-Encoding', supports: ['br', 'gzip', 'identity'], default: 'identity' });
  const all = { 'content-type': type, vary: 'Accept-Encoding', 'x-content-type-options': 'nosniff', ...headers };
  if (encoding !== 'br' && encoding !== 'gzip') return c.body(plain, 200, all);
  return c.body(await packed(encoding), 200, { ...all, 'content-encoding': encoding });
}
