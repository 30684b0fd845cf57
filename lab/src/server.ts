import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { serveHttp } from '@pharos/core/outside/http';
import { Problem, problemStatus } from '@pharos/core/problem';
import { mailboxApp } from './mailbox/mailbox.ts';
import { pageApp } from './page/page.ts';
import type { Demo } from './seed.ts';
import { host } from './site.ts';
import { worldState } from './state.ts';
import type { TraceStore } from './traces/store.ts';
import { waterfall } from './traces/waterfall.ts';
import { act } from './verbs.ts';
import type { World } from './world.ts';

// How often a watcher gets a new picture, when nothing calls for one at once.
const pictureMs = 500;

export interface LabServer extends AsyncDisposable {
  labUrl: string;
  mailboxUrl: string;
}

/** The lab page with its state and verbs, and the mailbox, each on its port. Both are for this machine only. */
export async function serveLab(world: World, demo: Demo, ports: { lab: number; mailbox: number }, traces?: TraceStore): Promise<LabServer> {
  const messages = mailboxApp(world.providers);
  const mailbox = await serveHttp({ host, port: ports.mailbox, fetch: (request) => messages.fetch(request) });
  const stop = new AbortController();
  const app = labApp(world, demo, mailbox.url, stop.signal, traces);
  const lab = await serveHttp({ host, port: ports.lab, fetch: (request) => app.fetch(request) });
  return {
    labUrl: lab.url,
    mailboxUrl: mailbox.url,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all([lab[Symbol.asyncDispose](), mailbox[Symbol.asyncDispose]()]);
    },
  };
}

export function labApp(world: World, demo: Demo, mailboxUrl: string, signal: AbortSignal, traces?: TraceStore): Hono {
  const app = new Hono();
  const picture = async () => ({
    ...(await worldState(world, demo.page)),
    demo: { page: demo.page, slug: demo.slug, key: demo.key },
    mailboxUrl,
    keepsTraces: traces !== undefined,
  });

  app.get('/state', async (c) => c.json(await picture()));
  app.get('/traces/:id', (c) => c.json({ told: journeyOf(traces, c.req.param('id')) }));
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      while (!stream.aborted && !signal.aborted) {
        await stream.writeSSE({ data: JSON.stringify(await picture()) });
        await nextPicture(world, signal);
      }
    }),
  );
  app.post('/do/:verb', async (c) => {
    // A page of another site must not break this world through the browser of who runs it.
    const origin = c.req.header('origin');
    if (origin !== undefined && new URL(origin).host !== c.req.header('host'))
      throw new Problem('forbidden', 'only the lab page itself may ask this');
    const words: unknown = await c.req.json().catch(() => {
      throw new Problem('invalid', 'the body is not JSON');
    });
    return c.json({ told: await act(world, demo, c.req.param('verb'), words) });
  });
  app.route('/', pageApp());
  app.notFound((c) => c.json({ title: 'there is no such address; the lab is at /' }, 404));
  app.onError((error) => {
    const [status, detail] = error instanceof Problem ? [problemStatus[error.code], error.message] : [500, error.stack];
    return Response.json({ title: 'That did not work', detail }, { status, headers: { 'content-type': 'application/problem+json' } });
  });
  return app;
}

/** As text, for a terminal: `last` is the one that began last of those with more than a request in them. */
function journeyOf(traces: TraceStore | undefined, id: string): string {
  if (!traces) throw new Problem('not-found', 'this lab keeps no traces: start it with --watch');
  const newest = traces.newest();
  const wanted = id === 'last' ? (newest.find(({ spans }) => spans > 1) ?? newest[0])?.traceId : id;
  const spans = wanted === undefined ? undefined : traces.find(wanted);
  if (!spans)
    throw new Problem('not-found', id === 'last' ? 'nothing was written yet' : `there is no trace ${id} among the last ${newest.length}`);
  return waterfall(spans);
}

function nextPicture(world: World, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      watch.stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, pictureMs);
    const watch = world.onChange(() => setTimeout(done, 20)); // several changes at once are one picture
    signal.addEventListener('abort', done, { once: true });
  });
}
