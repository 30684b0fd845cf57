import type { Context } from 'hono';

/** What browsers call this API: as it is configured, else as they asked. A proxy in front may have taken the `s` off https. */
export function ownUrl(c: Context, configured: string | undefined): URL {
  if (configured !== undefined) return new URL(configured);
  const asked = new URL(c.req.url);
  if (c.req.header('x-forwarded-proto') === 'https') asked.protocol = 'https:';
  return asked;
}
