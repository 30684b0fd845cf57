import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import { cacheable, htmlType, type Copy, type Desk } from './desk.ts';
import type { Kept } from './kept.ts';
import { monthForm, monthIn, monthOf, search, soughtMax } from './past.ts';
import { monthDocument, searchDocument } from './render/past.ts';
import { componentDocument, shortDocument, wholeDocument } from './render/whole.ts';
import type { Visitors } from './visitors.ts';

export interface BesideOptions {
  desk: Desk;
  kept: Kept;
  visitors: Visitors;
  assets: string;
}

const page = '/p/:page{[0-9a-f-]{36}}';

/** What stands beside a page, each at an address of its own: its history by months, each incident and maintenance, each component. */
export function besideRoutes(app: Hono<Env>, { desk, kept, visitors, assets }: BesideOptions): void {
  const { readFor, nothing } = desk;

  /** Of what is not at hand no visitor may ask for more than his share. */
  const waitFor = async (c: Context<Env>, isAtHand: boolean) => (isAtHand ? undefined : visitors.mayAsk(desk.addressOf(c)));

  const answer = (c: Context<Env>, copy: Copy, name: string, make: () => string) => {
    c.header('vary', 'Accept-Language', { append: true });
    return desk.answer(c, copy, name, () => ({ type: htmlType, text: make() }));
  };

  const history = async (c: Context<Env>, asked: string | undefined) => {
    const found = await readFor(c, c.req.param('page')!);
    if (found.kind !== 'copy') return nothing(c, found);
    const { view } = found.copy;
    const waitMs = await waitFor(c, kept.isAtHand(view, 'past'));
    if (waitMs !== undefined) return nothing(c, { kind: 'busy', waitMs });
    const past = await kept.read(view, 'past');
    if (typeof past === 'string') return nothing(c, { kind: past });
    const { shown, name } = desk.shown(c, found);
    const sought = c.req.query('q')?.slice(0, soughtMax).trim() ?? '';
    if (sought !== '') {
      // Whatever anybody types is another document: made for them, and kept nowhere.
      cacheable(c, { ...view.page, private: true });
      return c.html(searchDocument(shown, sought, search(past, sought), assets));
    }
    const month = asked ?? monthOf(new Date(shown.now).toISOString(), view.page.timeZone);
    return answer(c, found, `month ${month} ${past.items.length} ${name}`, () =>
      monthDocument(shown, monthIn(past, month, view.page.timeZone), assets),
    );
  };
  app.get(`${page}/history`, (c) => history(c, undefined));
  app.get(`${page}/history/:month`, (c) => {
    const { month } = c.req.param();
    return monthForm.test(month) ? history(c, month) : nothing(c, { kind: 'not-found' });
  });

  app.get(`${page}/:kind{incidents|maintenances}/:id{[0-9a-f-]{36}}`, async (c) => {
    const { id } = c.req.param();
    const kind = c.req.param('kind') as 'incidents' | 'maintenances';
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { view } = found.copy;
    const waitMs = await waitFor(c, kept.isAtHand(view, kind, id));
    if (waitMs !== undefined) return nothing(c, { kind: 'busy', waitMs });
    const whole = await kept.read(view, kind, id);
    if (whole === 'not-found') return nothing(c, { kind: whole });
    const { shown, name } = desk.shown(c, found);
    if (whole !== 'unavailable') return answer(c, found, `${kind} ${id} ${name}`, () => wholeDocument(shown, whole, assets));
    // Nobody answers, and it was never asked for here: what the page itself knows of it, all the same.
    const shownThere = [...view.incidents, ...view.maintenances].find((each) => each.id === id);
    c.header('cache-control', 'no-store');
    if (shownThere) return c.html(wholeDocument(shown, shownThere, assets, (shownThere.older ?? 0) > 0));
    const past = await kept.read(view, 'past');
    const entry = typeof past === 'string' ? undefined : past.items.find((each) => each.id === id);
    return entry ? c.html(shortDocument(shown, entry, assets)) : nothing(c, { kind: 'unavailable' });
  });

  app.get(`${page}/components/:id{[0-9a-f-]{36}}`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const component = found.copy.view.components.find(({ id }) => id === c.req.param('id'));
    if (!component) return nothing(c, { kind: 'not-found' });
    const { shown, name } = desk.shown(c, found);
    return answer(c, found, `component ${component.id} ${name}`, () => componentDocument(shown, component, assets));
  });
}
