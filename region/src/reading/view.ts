import type { Query, Sql } from '@pharos/core/outside/postgres';
import { pageStatus } from '@pharos/core/severity';
import { encodeVersion } from '@pharos/core/version';
import { byOrder, byStart, byStartsAt, type View, type ViewWithHistory } from '@pharos/resources/view';
import { fitText, fitView } from './fit-view.ts';
import { readPageVersion } from './page-events.ts';
import { readParts } from './parts.ts';
import { historyView, readHistoryRows } from './view-history.ts';
import { isSettled, readAtOnce, type Reading } from './settled.ts';
import { shownBytesMax } from './updates.ts';

// How long a finished incident or maintenance stays on the page; older ones are history.
const recentDays = 14;
// What a page shows at most: more open incidents than this are not read by anybody.
const incidentsMax = 100;

/** A whole page at the version that counts all of it: everything is read in one snapshot. Undefined: no such page. */
export async function readView(sql: Sql, page: string): Promise<View | undefined> {
  const { value: view } = await readAtOnce(sql, (query) => readViewIn(query, page));
  return view && fitView(view);
}

/** A View as it is told, with what its components showed of late: a `ViewWithHistory` as JSON. */
export interface ToldView {
  text: string;
  version: string;
  isPrivate: boolean;
}

/** A whole page as it is told, and whether its version counts all of it: only then it is the View at that version. */
export function readToldView(sql: Sql, page: string, now: number): Promise<Reading<ToldView | undefined>> {
  return readAtOnce(sql, async (query) => {
    const [{ value: view, isSettled }, rows] = await Promise.all([readViewIn(query, page), readHistoryRows(query, page, now)]);
    return { value: view && toldView(view, historyView(rows, view.page.timeZone)), isSettled };
  });
}

// A large one has half a megabyte: it is written once, and the history put in before its last brace.
function toldView(view: View, history: ViewWithHistory['history']): ToldView {
  const text = fitText(view);
  return {
    text: `${text.slice(0, -1)},"history":${JSON.stringify(history)}}`,
    version: view.version,
    isPrivate: view.page.private === true,
  };
}

async function readViewIn(query: Query, page: string): Promise<Reading<View | undefined>> {
  const components = query`array(select id from component where page = ${page} and not removed)`;
  const incidents = query`array(
    select id from incident
    where page = ${page} and not deleted and (resolved_at is null or resolved_at > now() - make_interval(days => ${recentDays}))
    order by started_at desc, id desc limit ${incidentsMax})`;
  const maintenances = query`array(
    select id from maintenance
    where page = ${page} and not deleted and (status <> 'completed' or updated_at > now() - make_interval(days => ${recentDays}))
    order by starts_at desc, id desc limit ${incidentsMax})`;
  const [settled, version, at, parts] = await Promise.all([
    isSettled(query, [page]),
    readPageVersion(query, page),
    query<{ at: Date }[]>`select at from page_version where page = ${page}`,
    readParts(query, { pages: [page], components, groupsOf: [page], incidents, maintenances }, shownBytesMax),
  ]);
  const found = parts.pages.get(page);
  if (!found) return { value: undefined, isSettled: true };
  const shown = [...parts.components.values()].sort(byOrder);
  const view: View = {
    version: encodeVersion(version ?? {}),
    at: (at[0]?.at ?? new Date(0)).toISOString(),
    page: found,
    status: pageStatus(shown.map(({ status }) => status)),
    components: shown,
    groups: parts.groups.get(page) ?? [],
    incidents: [...parts.incidents.values()].sort(byStart),
    maintenances: [...parts.maintenances.values()].sort(byStartsAt),
  };
  return { value: view, isSettled: settled };
}
