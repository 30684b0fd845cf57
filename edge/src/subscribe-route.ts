import { visitorHeader } from '@pharos/core/edge-token';
import type { View } from '@pharos/resources/view';
import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import type { Found } from './copies.ts';
import type { Readers } from './readers.ts';
import { messageDocument, type DocumentOptions } from './render/document.ts';
import { readForm, subscribe, type Subscribed } from './subscribe.ts';
import type { Upstreams } from './upstreams.ts';
import type { Visitors } from './visitors.ts';

export interface SubscribeOptions {
  upstreams: Upstreams;
  readers: Readers;
  visitors: Visitors;
  assets: string;
  addressOf(c: Context<Env>): string;
  readFor(c: Context<Env>, page: string): Promise<Found>;
  nothing(c: Context<Env>, found: Found): Promise<Response>;
  document(c: Context<Env>, found: Found & { kind: 'copy' }, more: Pick<DocumentOptions, 'asked' | 'wrong'>): string;
}

// A form of ours is small.
const formBytesMax = 64_000;

/** Where visitors sign up: it works without a script, and what was wrong is said on the page. */
export function subscribeRoute(app: Hono<Env>, options: SubscribeOptions): void {
  const { upstreams, readers, visitors, assets, addressOf, readFor, nothing, document } = options;

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
    const done: Subscribed = form
      ? await subscribe(upstreams, page, form, {
          [visitorHeader]: addressOf(c),
          ...(found.copy.view.page.private ? await readers.credentials(page) : {}),
        })
      : { kind: 'wrong', why: 'Please choose how, and give an address.' };
    c.header('cache-control', 'no-store');
    switch (done.kind) {
      case 'accepted':
        return c.html(messageDocument(assets, 'Almost there', thanks[form!.channel], back(found.copy.view)));
      case 'wrong':
        return c.html(document(c, found, { asked, wrong: done.why }), 422);
      case 'unavailable':
        return c.html(
          document(c, found, { asked, wrong: 'None of our regions can take this just now. Please try again in a minute.' }),
          503,
        );
    }
  });
}

const thanks = {
  email: 'We have sent you a message. Open the link in it, and you will be told about every update.',
  sms: 'We have sent you a text message. Answer it as it says, and you will be told about every update.',
  webhook: 'Your address is noted. Each update will be posted to it, signed.',
};

function back({ page }: View): { href: string; text: string } {
  return { href: `/${page.slug}`, text: `Back to ${page.name}` };
}
