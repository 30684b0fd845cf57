import type { ComponentStatus, Impact } from '@pharos/core/severity';
import { Problem } from '@pharos/core/problem';
import { each } from '../lists.ts';
import { pastOf } from '../past-days.ts';
import type { LeftOut, Taken, TakenIncident, TakenMaintenance } from '../taken.ts';
import { momentOf, zoneOf } from '../times.ts';
import type { Backup, Tables } from './shapes.ts';

export interface Wanted {
  /** The slug of the status page that is meant; where there is one, it need not be said. */
  of: string | undefined;
  /** For maintenances that do not say in which zone they are. */
  zone: string;
  now: number;
}

/** One status page of Uptime Kuma in our words: what is measured there is a component here. */
export function takenOf(tables: Tables, { of, zone, now }: Wanted): Taken {
  const page = pageOf(tables, of);
  const groups = tables.group.filter((group) => group.status_page_id === page.id && group.public !== false);
  const groupIds = new Set(groups.map(({ id }) => id));
  const places = tables.monitor_group.filter(({ group_id }) => groupIds.has(group_id));
  const monitors = new Map(tables.monitor.map((monitor) => [monitor.id, monitor]));
  const days = Map.groupBy(tables.stat_daily, ({ monitor_id }) => monitor_id);
  const beats = new Map(tables.heartbeat.map(({ monitor_id, status }) => [monitor_id, status]));
  const onPage = new Set(
    tables.maintenance_status_page.filter((each) => each.status_page_id === page.id).map((each) => each.maintenance_id),
  );
  const affected = Map.groupBy(tables.monitor_maintenance, ({ maintenance_id }) => maintenance_id);
  const left: LeftOut[] = [];
  // The same may stand in several groups there: here in the first.
  const components = new Map(
    places.flatMap(({ monitor_id: id, group_id, weight }) => {
      const monitor = monitors.get(id);
      if (!monitor) return [];
      const first = places.find((place) => place.monitor_id === id)!;
      if (first.group_id !== group_id) left.push({ what: `“${monitor.name ?? id}” in a second group`, why: 'a component stands in one' });
      const past = (days.get(id) ?? []).map(({ timestamp, up, down }) => {
        return { start: timestamp * 1_000, major_outage: up + down === 0 ? 0 : down / (up + down), degraded_performance: 0 };
      });
      const at = { groupId: first.group_id, position: first.group_id === group_id ? weight : first.weight };
      const status = monitor.active === false ? 'operational' : (statuses[beats.get(id) ?? -1] ?? 'operational');
      const known = { description: monitor.description, createdAt: momentOf(monitor.created_date, 'UTC'), past: pastOf(past, now) };
      return [[id, { id, name: monitor.name ?? id, status, ...at, ...known }] as const];
    }),
  );
  const planned = tables.maintenance.filter(({ id }) => onPage.has(id));
  const domain = tables.status_page_cname.find((each) => each.status_page_id === page.id)?.domain;
  return {
    of: page.slug,
    page: { name: page.title, slug: page.slug, about: page.description, domain, createdAt: momentOf(page.created_date, 'UTC') },
    groups: groups.map(({ id, name, weight, created_date }) => ({ id, name, position: weight, createdAt: momentOf(created_date, 'UTC') })),
    components: [...components.values()],
    incidents: tables.incident.filter((each) => each.status_page_id === page.id).map(incidentOf),
    maintenances: planned.flatMap((each) => {
      const made = maintenanceOf(
        each,
        (affected.get(each.id) ?? []).map(({ monitor_id }) => monitor_id),
        { zone, now },
      );
      if ('why' in made) left.push(made);
      return 'why' in made ? [] : [made];
    }),
    metrics: [],
    subscribers: each([]),
    left,
  };
}

function pageOf({ status_page: pages }: Tables, of: string | undefined) {
  const found = of === undefined ? pages : pages.filter(({ slug, id }) => slug === of || id === of);
  const [one] = found;
  if (one && found.length === 1) return one;
  const slugs = pages.map(({ slug }) => slug).join(', ');
  if (pages.length === 0) throw new Problem('invalid', 'there is no status page in it: only what is on one is taken along');
  throw new Problem(
    'invalid',
    of === undefined ? `there are several pages in it: say --of, one of ${slugs}` : `there is no page ${of} in it: ${slugs}`,
  );
}

// Down, up, pending, under maintenance.
const statuses: (ComponentStatus | undefined)[] = ['major_outage', 'operational', 'operational', 'under_maintenance'];

const impacts: Record<string, Impact> = { danger: 'major', warning: 'minor', info: 'none', primary: 'none', light: 'none', dark: 'none' };

// It says one thing, which is on the page until somebody takes it down.
function incidentOf({
  id,
  title,
  content,
  style,
  created_date,
  last_updated_date,
  pin,
  active,
}: Tables['incident'][number]): TakenIncident {
  const at = momentOf(created_date, 'UTC');
  const isOver = pin === false || active === false;
  return {
    id,
    title,
    impact: impacts[style ?? ''],
    body: content,
    createdAt: at,
    startedAt: at,
    resolvedAt: isOver ? (momentOf(last_updated_date, 'UTC') ?? at) : null,
  };
}

function maintenanceOf(
  { id, title, description, active, strategy, start_date, end_date, timezone }: Tables['maintenance'][number],
  components: string[],
  { zone, now }: { zone: string; now: number },
): TakenMaintenance | LeftOut {
  const what = `“${title}” (${id})`;
  if (strategy !== null && strategy !== undefined && strategy !== 'single')
    return { what, why: strategy === 'manual' ? 'it has no times there' : 'it comes again and again there: plan it here' };
  const own = zoneOf(timezone) ?? zone;
  const startsAt = momentOf(start_date, timezone ? own : zone);
  const endsAt = momentOf(end_date, timezone ? own : zone);
  if (startsAt === undefined) return { what, why: 'it has no times there' };
  const isOver = active === false || (endsAt !== undefined && Date.parse(endsAt) <= now);
  const status = isOver ? 'completed' : Date.parse(startsAt) <= now ? 'in_progress' : 'scheduled';
  return { id: `maintenance/${id}`, title, body: description, startsAt, endsAt, components, status };
}

/** A backup of version 1 knows of no page: its monitors become one, and those that hold others its groups. */
export function takenOfBackup({ monitorList }: Backup): Taken {
  const isGroup = ({ type }: { type?: string | null | undefined }) => type === 'group';
  return {
    of: '',
    page: {},
    groups: monitorList
      .filter(isGroup)
      .map(({ id, name, description, parent, weight }) => ({ id, name: name ?? id, description, parent, position: weight })),
    components: monitorList
      .filter((monitor) => !isGroup(monitor))
      .map(({ id, name, description, parent, weight }) => ({ id, name: name ?? id, description, groupId: parent, position: weight })),
    incidents: [],
    maintenances: [],
    metrics: [],
    subscribers: each([]),
    left: [
      {
        what: 'status pages, incidents and maintenances',
        why: 'a backup of version 1 has none: bring the database (kuma.db), or the address of a status page',
      },
    ],
  };
}
