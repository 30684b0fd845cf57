import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Hono } from 'hono';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

export type Assets = Map<string, string>;

/** The files of a folder, read once, at the start. */
export function readAssets(folder: URL): Assets {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
}

/** Serves them under their names; `aliases` gives some of them a second address. */
export function serveAssets(app: Hono, files: Assets, aliases: Record<string, string>): void {
  const serve = (path: string, name: string) =>
    app.get(path, (c) => c.body(files.get(name)!, 200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }));
  for (const name of files.keys()) serve(`/${name}`, name);
  for (const [path, name] of Object.entries(aliases)) serve(path, name);
}
