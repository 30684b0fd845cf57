import { visitorHeader } from '@pharos/core/edge-token';
import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import type { Copy, Desk } from './desk.ts';
import { languageFor, wordsFor } from './language.ts';
import type { Readers } from './readers.ts';
import { channelWords } from './render/channel-words.ts';
import type { DocumentOptions } from './render/document.ts';
import { messageDocument } from './render/message.ts';
import { readForm, subscribe, type Subscribed } from './subscribe.ts';
import type { Upstreams } from './upstreams.ts';
import type { Visitors } from './visitors.ts';

export interface SubscribeOptions {
  upstreams: Upstreams;
  readers: Readers;
  visitors: Visitors;
  assets: string;
  desk: Desk;
  document(c: Context<Env>, copy: Copy, more: Pick<DocumentOptions, 'asked' | 'wrong'>): string;
}

// A form of ours is small.
const formBytesMax = 64_000;

/** Where visitors sign up: it works without a script, and what was wrong is said on the page. */
export function subscribeRoute(app: Hono<Env>, options: SubscribeOptions): void {
  const { upstreams, readers, visitors, assets, desk, document } = options;
  const { addressOf, readFor, nothing } = desk;

  app.post('/p/:page{[0-9a-f-]{36}}/subscribe', async (c) => {
    const { page } = c.req.param();
    const found = await readFor(c, page);
    if (found.kind !== 'copy') return nothing(c, found);
    const waitMs = await visitors.mayAsk(addressOf(c));
    if (waitMs !== undefined) return nothing(c, { kind: 'busy', waitMs });
    if (Number(c.req.header('content-length') ?? formBytesMax + 1) > formBytesMax) return c.text('too large', 413);
    const data = await c.req.formData().catch(() => undefined);
    if (!data) return c.text('not a form', 400);
    const { asked, form } = readForm(data);
    const language = languageFor(c, found.copy.view);
    const words = wordsFor(language);
    const done: Subscribed = form
      ? await subscribe(
          upstreams,
          page,
          { ...form, language },
          {
            [visitorHeader]: addressOf(c),
            ...(found.copy.view.page.private ? await readers.credentials(page) : {}),
          },
        )
      : { kind: 'wrong', why: words.subscribe.choose };
    c.header('cache-control', 'no-store');
    switch (done.kind) {
      case 'accepted':
        return c.html(
          messageDocument(assets, words, {
            title: words.subscribe.thanks,
            text: channelWords(form!.channel, words).sent,
            link: { href: `/p/${page}`, text: `${words.past.back}: ${found.copy.view.page.name}` },
          }),
        );
      case 'wrong':
        return c.html(document(c, found, { asked, wrong: done.why }), 422);
      case 'unavailable':
        return c.html(document(c, found, { asked, wrong: words.subscribe.nobody }), 503);
    }
  });
}
