import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import { badge, type Badge } from './badge.ts';
import { cacheable, htmlType, type Copy, type Desk } from './desk.ts';
import { allowFraming, anySite } from './headers.ts';
import { widgetDocument, widgetScript } from './render/widget.ts';
import { overallWords } from './render/main.ts';
import { overallOf } from './render/overall.ts';
import { percentIn, type Copied } from './render/shown.ts';
import { componentTone } from './render/tones.ts';

const page = '/p/:page{[0-9a-f-]{36}}';
const svgType = 'image/svg+xml; charset=utf-8';

/** What stands on pages of others: a badge, a frame with the script that puts it there, and the state as JSON. */
export function embedRoutes(app: Hono<Env>, { desk, assets }: { desk: Desk; assets: string }): void {
  const { readFor, nothing } = desk;
  for (const path of ['badge.svg', 'badge/*', 'status.json', 'widget.js']) app.use(`${page}/${path}`, anySite);

  // In the language of its address, else the page's own: it is part of somebody's document, which has one.
  const shownTo = (c: Context<Env>, copy: Copy) =>
    desk.shown(c, copy, c.req.query('lang') === undefined ? (copy.copy.view.page.language ?? 'en') : undefined);

  const picture = async (c: Context<Env>, name: string, make: (shown: Copied, wantsUptime: boolean) => Badge | undefined) => {
    const found = await readFor(c, c.req.param('page')!);
    if (found.kind !== 'copy') return nothing(c, found);
    const { shown, name: moment } = shownTo(c, found);
    const wantsUptime = c.req.query('show') === 'uptime';
    const made = make(shown, wantsUptime);
    if (!made) return nothing(c, { kind: 'not-found' });
    c.header('cross-origin-resource-policy', 'cross-origin');
    return desk.answer(c, found, `${name} ${wantsUptime} ${moment}`, () => ({ type: svgType, text: badge(made) }));
  };

  app.get(`${page}/badge.svg`, (c) =>
    picture(c, 'badge', (shown, wantsUptime) => {
      const { view } = shown;
      const { tone } = overallOf(view);
      const shows = view.components.filter(({ showcase }) => showcase !== false).map(({ id }) => id);
      return { label: view.page.name, value: wantsUptime ? uptimeOf(shown, shows) : overallWords(shown), tone };
    }),
  );
  app.get(`${page}/badge/:file{[0-9a-f-]{36}\\.svg}`, (c) => {
    const id = c.req.param('file').slice(0, -'.svg'.length);
    return picture(c, `badge ${id}`, (shown, wantsUptime) => {
      const component = shown.view.components.find((each) => each.id === id);
      if (!component) return undefined;
      const { name, status } = component;
      return { label: name, value: wantsUptime ? uptimeOf(shown, [id]) : shown.words.component[status], tone: componentTone[status] };
    });
  });

  app.get(`${page}/status.json`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { shown, name } = shownTo(c, found);
    const { view } = shown;
    const origin = desk.originOf(c, view.page);
    return desk.answer(c, found, `status ${name} ${origin}`, () => {
      const { overall, tone } = overallOf(view);
      const open = view.incidents.filter(({ status }) => status !== 'resolved');
      const text = JSON.stringify({
        page: { id: view.page.id, name: view.page.name, url: `${origin}/${view.page.slug}` },
        state: overall,
        tone,
        words: overallWords(shown),
        changedAt: view.at,
        incidents: open.map(({ id, title, status, impact, startedAt, nextUpdateAt }) => ({
          id,
          title,
          status,
          impact,
          startedAt,
          ...(nextUpdateAt === undefined ? {} : { nextUpdateAt }),
          url: `${origin}/p/${view.page.id}/incidents/${id}`,
        })),
      });
      return { type: 'application/json', text };
    });
  });

  app.get(`${page}/widget.js`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    c.header('cross-origin-resource-policy', 'cross-origin');
    return desk.answer(c, found, 'widget.js', () => ({ type: 'text/javascript; charset=utf-8', text: widgetScript(found.copy.view.page) }));
  });

  app.get(`${page}/widget`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { shown, name } = shownTo(c, found);
    // Nobody frames what is not for everybody.
    if (!shown.view.page.private) allowFraming(c);
    const origin = desk.originOf(c, shown.view.page);
    cacheable(c, shown.view.page);
    return desk.answer(c, found, `widget ${name} ${origin}`, () => ({ type: htmlType, text: widgetDocument(shown, origin, assets) }));
  });
}

function uptimeOf(shown: Copied, components: string[]): string {
  const uptime = shown.records?.of(components)?.uptime ?? undefined;
  return uptime === undefined ? '–' : percentIn(shown.words, uptime);
}
