import { get } from 'node:http';
import { askOf } from '../api-bench/ask.ts';
import type { Place } from '../api-bench/pages.ts';
import { openApiWorld, type ApiWorld, type RoleProcess } from '../api-bench/world.ts';
import { makeUsualPage } from './pages.ts';

/** A region, its API, and an edge before it, each a process; and the page that most have. */
export interface EdgeWorld extends ApiWorld {
  api: RoleProcess;
  edge: RoleProcess;
  place: Place;
  /** Under which it is read. */
  path: string;
}

/** What a browser of today sends. */
export const browserHeaders = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-GB,en;q=0.9',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'upgrade-insecure-requests': '1',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'none',
  'sec-fetch-user': '?1',
};

export async function openEdgeWorld(): Promise<EdgeWorld> {
  await using opened = new AsyncDisposableStack();
  const world = opened.use(await openApiWorld());
  const api = opened.use(await world.start());
  const edge = opened.use(await world.startRole('edge', 'EDGE_PORT', { API_UPSTREAMS: `us=${api.url}` }));
  using ask = askOf(api.url, world.key);
  const place = await makeUsualPage(ask, world.sql);
  const path = `/p/${place.page}`;
  await untilServed(edge.url + path);
  const closing = opened.move();
  return { ...world, api, edge, place, path, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

async function untilServed(url: string): Promise<void> {
  for (let at = 0; at < 100; at++) {
    const { status } = await rawGet(url);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} is not served`);
}

export interface RawAnswer {
  status: number;
  headers: [name: string, value: string][];
  bytes: Buffer;
}

/** An answer as it came over the line. */
export function rawGet(url: string, headers: Record<string, string> = browserHeaders): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('end', () => {
        const { rawHeaders } = answer;
        const pairs = rawHeaders.flatMap((name, at): [string, string][] =>
          at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1]!]] : [],
        );
        resolve({ status: answer.statusCode!, headers: pairs, bytes: Buffer.concat(parts) });
      });
    });
    asked.once('error', reject);
  });
}
