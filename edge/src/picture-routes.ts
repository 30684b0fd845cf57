import type { Hono } from 'hono';
import { LRUCache } from 'lru-cache';
import type { Env } from './app.ts';
import { cacheable, isSame, type Desk } from './desk.ts';
import { drawPicture } from './picture/picture.ts';
import { png } from './picture/png.ts';
import { overallOf } from './render/overall.ts';

// Some kilobytes each: those that are passed on just now. It takes some hundredths of a second to make one.
const keptMax = 300;

/** The state of a page as a picture, drawn once for each state and day. */
export function pictureRoutes(app: Hono<Env>, { desk, assets }: { desk: Desk; assets: string }): void {
  const kept = new LRUCache<string, Promise<Uint8Array<ArrayBuffer>>>({ max: keptMax });

  app.get('/p/:page{[0-9a-f-]{36}}/picture.png', async (c) => {
    const found = await desk.readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return desk.nothing(c, found);
    const { shown } = desk.shown(c, found, found.copy.view.page.language ?? 'en');
    const { view } = shown;
    const day = new Date(shown.now).toISOString().slice(0, 10);
    const etag = `"${view.version}-${day}-${assets.slice(8)}"`;
    cacheable(c, view.page);
    c.header('etag', etag);
    if (isSame(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    const name = `${view.page.id} ${etag}`;
    const shows = view.components.filter(({ showcase }) => showcase !== false).map(({ id }) => id);
    let made = kept.get(name);
    if (made === undefined) {
      made = png(drawPicture(view.page, overallOf(view).tone, shown.records?.of(shows)));
      kept.set(name, made);
      // One that failed is drawn anew for the next who asks.
      made.catch(() => kept.delete(name));
    }
    c.header('cross-origin-resource-policy', 'cross-origin');
    return c.body(await made, 200, { 'content-type': 'image/png' });
  });
}
