import { Channel } from '@pharos/core/channel';
import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { providerNames, type Accepted } from '../providers/accepted.ts';
import type { Providers } from '../providers/providers.ts';
import { webApp } from '../web-app.ts';

const Query = z.object({
  to: z.string().max(2_000).optional(),
  channel: Channel.optional(),
  provider: z.enum(providerNames).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

// Several messages at once are one redrawing.
const tellMs = 150;
// A silent stream is told from a dead one.
const beatMs = 10_000;

/** Where everybody's mail, SMS and webhooks end in the lab: a page to look at, and JSON to count with. */
export function mailboxApp(providers: Providers): Hono {
  const app = webApp(new URL('./web/', import.meta.url), {
    index: 'mailbox.html',
    // The previews show HTML of others in a frame without rights; nothing here may load from anywhere else.
    policy:
      "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; form-action 'self'",
  });
  app.get('/messages', (c) => {
    const parsed = Query.safeParse(c.req.query());
    if (!parsed.success) return c.json({ title: 'to, channel, provider, limit', detail: z.prettifyError(parsed.error) }, 422);
    return c.json(search(providers, parsed.data));
  });
  app.post('/clear', (c) => {
    if (c.req.header('sec-fetch-site') === 'cross-site') return c.json({ title: 'only from this page' }, 403);
    providers.clear();
    return c.json({});
  });
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      let wake = () => undefined as void;
      const forget = providers.onChange(() => wake());
      stream.onAbort(() => {
        forget();
        wake();
      });
      while (!stream.aborted) {
        await stream.writeSSE({ data: JSON.stringify(counts(providers)) });
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, beatMs);
          wake = () => {
            clearTimeout(timer);
            setTimeout(resolve, tellMs);
          };
        });
      }
    }),
  );
  return app;
}

function search(providers: Providers, { to, channel, provider, limit }: z.infer<typeof Query>) {
  const all = providerNames.filter((name) => !provider || name === provider).flatMap((name) => providers.accepted(name).messages);
  const found = all.filter(
    (message) => (!to || message.to.toLowerCase().includes(to.toLowerCase())) && (!channel || message.channel === channel),
  );
  found.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return { counts: counts(providers), total: found.length, messages: found.slice(0, limit) satisfies Accepted[] };
}

function counts(providers: Providers) {
  return Object.fromEntries(providerNames.map((name) => [name, providers.accepted(name).count]));
}
