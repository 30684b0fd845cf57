import type { Hono } from 'hono';
import { webApp } from '../web-app.ts';

/** The lab page: the whole world in one look, with buttons that break and mend it. It lives on `/events` and `/do`. */
export function pageApp(): Hono {
  return webApp(new URL('./web/', import.meta.url), {
    index: 'lab.html',
    policy:
      "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  });
}
