import { Hono } from 'hono';
import { readAssets, serveAssets } from '../assets.ts';

const web = readAssets(new URL('./web/', import.meta.url));

/** The lab page: the whole world in one look, with buttons that break and mend it. It lives on `/events` and `/do`. */
export function pageApp(): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
    );
    c.header('x-content-type-options', 'nosniff');
    c.header('cache-control', 'no-store');
  });
  serveAssets(app, web, { '/': 'lab.html' });
  return app;
}
