import { createECDH, createHash, createPublicKey, verify } from 'node:crypto';
import { newId } from '@pharos/core/id';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AcceptedStore } from './accepted.ts';
import type { FaultAnswers } from './fault.ts';
import { openSealed } from './push-sealed.ts';

// What RFC 8030 asks every service to take, and the services take no more.
const bodyMax = 4_096;
const ttlSMax = 2_419_200;
// RFC 8292: a day at most, so that a token that leaks is soon worth nothing.
const tokenLifeSMax = 24 * 3_600;

/** A browser of the lab, by its name: where it is sent messages, and the keys to read them by. The same name is the same browser. */
export function labBrowser(serviceUrl: string, name: string) {
  const { ecdh, auth } = keysOf(name);
  const p256dh = ecdh.getPublicKey().toString('base64url');
  const endpoint = `${serviceUrl}/push/${name}`;
  return { endpoint, p256dh, auth: auth.toString('base64url'), address: `${endpoint}#${p256dh}.${auth.toString('base64url')}` };
}

/**
 * A push service of a browser's vendor, and the browsers behind it: it checks what a service checks, and then reads what only the browser
 * could. A browser named `gone…` has unsubscribed, one named `expired…` was not seen for long.
 */
export function pushApp(store: AcceptedStore, now: () => number): Hono {
  const app = new Hono();
  app.post('/push/:browser', async (c) => {
    const { browser } = c.req.param();
    if (browser.startsWith('gone')) return c.text('push subscription has unsubscribed or expired.', 410);
    if (browser.startsWith('expired')) return c.text('not found', 404);
    const { ttl, urgency = 'normal', topic, authorization, 'content-encoding': encoding } = c.req.header();
    if (!/^\d+$/.test(ttl ?? '') || Number(ttl) > ttlSMax) return c.text('a TTL is missing', 400);
    if (!['very-low', 'low', 'normal', 'high'].includes(urgency)) return c.text('no such urgency', 400);
    if (topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) return c.text('no such topic', 400);
    const key = keyOfSender(authorization, new URL(c.req.url).origin, now());
    if (key === undefined) return c.text('the token is none, or not for here', 403);
    const body = Buffer.from(await c.req.arrayBuffer());
    if (body.length > bodyMax) return c.text('too large', 413);
    if (encoding !== 'aes128gcm') return c.text('no such encoding', 415);
    const { ecdh, auth } = keysOf(browser);
    const text = openSealed(body, ecdh, auth);
    if (text === undefined) return c.text('nobody can read this', 400);
    const id = newId();
    const headers = { ttl: ttl!, urgency, topic: topic ?? '', key };
    store.take({
      id,
      channel: 'web-push',
      to: browser,
      from: key.slice(0, 12),
      subject: titleOf(text),
      text,
      html: '',
      headers,
      delivery: '',
    });
    return c.body(null, 201, { location: `${new URL(c.req.url).origin}/message/${id}` });
  });
  return app;
}

export const pushFaults: FaultAnswers = {
  '429': () => new Response('too many', { status: 429, headers: { 'retry-after': '1' } }),
  '5xx': () => new Response('broken', { status: 500 }),
};

function keysOf(browser: string) {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(createHash('sha256').update(`browser ${browser}`).digest());
  return { ecdh, auth: createHash('sha256').update(`auth ${browser}`).digest().subarray(0, 16) };
}

const Header = z.object({ alg: z.literal('ES256') });
const Claims = z.object({ aud: z.string(), exp: z.number(), sub: z.string().regex(/^(?:mailto:|https:)/) });

/** The key of who sends, if the token was made with it, for this service, and holds now. */
function keyOfSender(authorization: string | undefined, origin: string, now: number): string | undefined {
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization ?? '') ?? [];
  const [head, claims, signature] = (token ?? '').split('.');
  if (key === undefined || head === undefined || claims === undefined || signature === undefined) return undefined;
  try {
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y! } });
    Header.parse(jsonOf(head));
    const { aud, exp } = Claims.parse(jsonOf(claims));
    const lifeS = exp - now / 1_000;
    const signed = Buffer.from(`${head}.${claims}`);
    const isGood = verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
    return isGood && aud === origin && lifeS > 0 && lifeS <= tokenLifeSMax ? key : undefined;
  } catch {
    return undefined;
  }
}

function jsonOf(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function titleOf(text: string): string {
  try {
    return z.object({ title: z.string() }).parse(JSON.parse(text)).title;
  } catch {
    return '';
  }
}
