import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import { cacheable, htmlType, type Copy, type Desk } from './desk.ts';
import { allowFraming, anySite } from './headers.ts';
import { embedFrame, embedFrameScript, embedFrameStyle, embedScript, statuspageLibrary } from './render/embed.ts';

const page = '/p/:page{[0-9a-f-]{36}}';
const scriptType = 'text/javascript; charset=utf-8';

/** What stands on pages of others, by the addresses and words of Statuspage: a frame in a corner, and a library that reads its documents. */
export function statuspageEmbedRoutes(app: Hono<Env>, { desk }: { desk: Desk }): void {
  const { readFor, nothing } = desk;
  for (const path of [`${page}/embed/*`, `${page}/se-v2.js`, '/se-v2.js']) app.use(path, anySite);

  const tell = (file: string, type: string, make: (copy: Copy) => string) =>
    app.get(`${page}/${file}`, async (c) => {
      const found = await readFor(c, c.req.param('page'));
      if (found.kind !== 'copy') return nothing(c, found);
      c.header('cross-origin-resource-policy', 'cross-origin');
      return desk.answer(c, found, file, () => ({ type, text: make(found) }));
    });
  tell('embed/script.js', scriptType, ({ copy }) => embedScript(copy.view.page));
  tell('embed/frame.js', scriptType, () => embedFrameScript);
  tell('embed/frame.css', 'text/css; charset=utf-8', ({ copy }) => embedFrameStyle(copy.view.page));
  tell('se-v2.js', scriptType, () => statuspageLibrary);

  app.get(`${page}/embed/frame`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { shown, name } = desk.shown(c, found, c.req.query('lang') === undefined ? (found.copy.view.page.language ?? 'en') : undefined);
    // Nobody frames what is not for everybody.
    if (!shown.view.page.private) allowFraming(c);
    cacheable(c, shown.view.page);
    return desk.answer(c, found, `embed ${name}`, () => ({ type: htmlType, text: embedFrame(shown, `/p/${shown.view.page.id}`) }));
  });

  app.get('/se-v2.js', (c: Context<Env>) => {
    c.header('cross-origin-resource-policy', 'cross-origin');
    c.header('cache-control', 'public, max-age=3600');
    return c.body(statuspageLibrary, 200, { 'content-type': scriptType });
  });
}
