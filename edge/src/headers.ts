import type { PageView } from '@pharos/resources/view';
import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

// A day is as long as browsers remember it.
export const anySite = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD'],
  allowHeaders: ['Last-Event-ID', 'Accept', 'Authorization', 'Cache-Control'],
  maxAge: 86_400,
});

const policy = (pictures: string, framed: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:${pictures}; connect-src 'self' https: http:; form-action 'self'; base-uri 'none'; frame-ancestors ${framed}`;

const others = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

// Pictures of the page that is shown, by the request that shows it.
const pictures = new WeakMap<Request, string>();

/** A page's own logo may come from where it is: its host, and no other. */
export function allowPictures(c: Context, { logo, favicon }: PageView): void {
  const origins = [logo, favicon].flatMap((address) => (address && URL.canParse(address) ? [new URL(address).origin] : []));
  pictures.set(c.req.raw, [...new Set(origins)].map((origin) => ` ${origin}`).join(''));
}

const framed = new WeakSet<Request>();

/** This document is made to stand in a frame on pages of others. */
export function allowFraming(c: Context): void {
  framed.add(c.req.raw);
}

export const secured: MiddlewareHandler = async (c, next) => {
  await next();
  // What was passed on to where it stands by its id has the headers of that.
  if (c.res.headers.has('content-security-policy')) return;
  c.header('content-security-policy', policy(pictures.get(c.req.raw) ?? '', framed.has(c.req.raw) ? '*' : "'self'"));
  for (const [name, value] of Object.entries(others)) c.header(name, value);
};
