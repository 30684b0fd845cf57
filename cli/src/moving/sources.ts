import { Problem } from '@pharos/core/problem';
import { cachet } from './cachet/read.ts';
import { csv } from './generic/csv.ts';
import { json } from './generic/json.ts';
import { instatus } from './instatus/read.ts';
import { openstatus } from './openstatus/read.ts';
import type { Files } from './reading/files.ts';
import type { Source } from './source.ts';
import { statuspage } from './statuspage/read.ts';
import { uptimeKuma } from './uptime-kuma/read.ts';

/** The one list of them. What could be of several is of the first. */
export const sources: readonly Source[] = [statuspage, uptimeKuma, openstatus, cachet, instatus, json, csv];

export function sourceNamed(name: string): Source {
  const found = sources.find((each) => each.name === name);
  if (!found) throw new Problem('invalid', `there is no format "${name}": ${sources.map((each) => each.name).join(', ')}`);
  return found;
}

/** Whose files these are, by what stands in them. */
export async function sourceOf(files: Files): Promise<Source> {
  // What is no JSON is said as such, and not as something that nobody knows.
  for (const { read } of files.json) await read();
  for (const source of sources) if (await source.isOf?.(files)) return source;
  throw new Problem(
    'invalid',
    `these files are of nothing that is known: say --format, one of ${sources.map(({ name }) => name).join(', ')}`,
  );
}

/** Whose API it is, by its address. */
export function sourceAt(address: string): Source {
  const { hostname, pathname } = new URL(address);
  const known = sources.find(({ api }) => api?.base !== undefined && new URL(api.base).hostname === hostname);
  if (known) return known;
  return /^\/status(?:\/|$)/.test(pathname) ? uptimeKuma : cachet;
}
