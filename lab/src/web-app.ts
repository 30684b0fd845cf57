import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Hono } from 'hono';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const shared = new URL('./web/', import.meta.url);

export interface WebOptions {
  /** The file behind `/`. */
  index: string;
  /** What its pages may load and embed. */
  policy: string;
}

/** A page of the lab: the files of a folder under their names, and under `/web/` those that all its pages share; read once. */
export function webApp(folder: URL, { index, policy }: WebOptions): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('content-security-policy', policy);
    c.header('x-content-type-options', 'nosniff');
    c.header('cache-control', 'no-store');
  });
  const serve = (path: string, file: URL) => {
    const text = readFileSync(file, 'utf8');
    const headers = { 'content-type': types[extname(file.pathname)] ?? 'application/octet-stream' };
    app.get(path, (c) => c.body(text, 200, headers));
  };
  for (const name of readdirSync(shared)) serve(`/web/${name}`, new URL(name, shared));
  for (const name of readdirSync(folder)) serve(`/${name}`, new URL(name, folder));
  serve('/', new URL(index, folder));
  return app;
}
