import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildConsole } from '../src/build.ts';

// A poor line at night brings 60 KB in well under a second; the rest comes while one reads.
const firstScreenMax = 60_000;
const allMax = 150_000;

let folder: string;
const texts = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-size-'));
  await buildConsole(folder);
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((each) => /\.(?:js|css|html|svg|webmanifest)$/.test(each)))
    texts.set(name, await readFile(join(folder, name), 'utf8'));
});
afterAll(() => rm(folder, { recursive: true }));

const packed = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + gzipSync(texts.get(name)!).length, 0);

/** What a file cannot do without: what it names in its head, and what that names. */
function neededBy(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const text = texts.get(name)!;
  const named = name.endsWith('.html')
    ? [...text.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+)"/g)].map(([, path]) => path!)
    : [...text.matchAll(/(?:^|[;}])(?:import|export)[^;()]*?["']\.\/([^"']+\.js)["']/g)].map(([, path]) => `assets/${path!}`);
  for (const each of named) neededBy(each, found);
  return found;
}

it('the first screen of the console, and all of it, are small enough for a poor line', () => {
  const first = neededBy('index.html');
  // With what it imports: else nothing of this is true.
  expect([...first].filter((name) => name.endsWith('.js')).length).toBeGreaterThan(3);
  expect(packed(first)).toBeLessThanOrEqual(firstScreenMax);
  expect(packed(first)).toBeGreaterThan(10_000);
  expect(packed(texts.keys())).toBeLessThanOrEqual(allMax);
});
