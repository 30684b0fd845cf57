import { lineFrom, linesFrom } from '@pharos/core/cut';
import { idFrom } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { notesOfPast } from '@pharos/resources/component/status-days';
import { nameOf, orderOf, type Ids } from './ids.ts';
import { incidentSaid, maintenanceSaid } from './incidents.ts';
import type { LeftList } from './left-out.ts';
import { measuredOf, metricSaid } from './metrics.ts';
import type { Moved, MovedDocument, Saying } from './page-file.ts';
import type { Taken, TakenComponent, TakenGroup } from './taken.ts';
import { utc, zoneOf } from './times.ts';

export interface DocumentsOptions {
  /** The page that it becomes here. */
  page: string;
  slug: string;
  /** The program it comes from. */
  from: string;
  now: number;
  left: LeftList;
}

/**
 * A page of elsewhere as documents of this one. Ids follow from the page here and those there, so that the same page, taken once more,
 * adds what is new and makes nothing twice; and so that nobody's import can be in the way of somebody else's.
 */
export function documentsOf(taken: Taken, { page: own, slug, from, now, left }: DocumentsOptions): { moved: Moved[]; ids: Ids } {
  const { page, incidents, maintenances } = taken;
  for (const each of taken.left) left.add(each);
  const zone = zoneOf(page.timeZone);
  if (zone === undefined) left.add({ what: `the time zone ${page.timeZone}`, why: 'it is called something else here: UTC is taken' });
  if (page.domain) left.add({ what: `the domain ${page.domain}`, why: 'it is proved anew, in the settings of the page' });

  const groups = upTo(limits.groupsPerPageMax, 'groups', parentsFirst(taken.groups), left);
  const components = upTo(limits.componentsPerPageMax, 'components', taken.components, left);
  const metrics = upTo(limits.metricsPerPageMax, 'metrics', taken.metrics, left);
  const groupIds = new Set(groups.map(({ id }) => id));
  const componentIds = new Set(components.map(({ id }) => id));
  const of = (kind: string, id: string) => idFrom('moved', own, from, taken.of, kind, id);
  const ids: Ids = { of, component: (id) => (componentIds.has(id) ? of('component', id) : undefined) };
  const groupOf = (id: string | null | undefined) => (id != null && groupIds.has(id) ? of('group', id) : null);

  const moments = [page.createdAt, ...[...groups, ...components, ...incidents, ...maintenances].map(({ createdAt }) => createdAt)];
  const first = utc(page.createdAt ?? firstOf(moments) ?? epoch);
  const about = linesFrom(page.about ?? '', limits.aboutMax);
  const statusNow = new Map(components.map(({ id, status }) => [id, status ?? 'operational']));

  const told: MovedDocument[] = [];
  const texts: MovedDocument[] = [];
  for (const each of incidents) {
    const said = incidentSaid(each, { ids, statusNow, first });
    if (said === undefined) {
      left.add({ what: `“${nameOf(each.title)}” (${each.id})`, why: 'it has no update' });
      continue;
    }
    const id = of('incident', each.id);
    const postmortem = linesFrom(each.postmortem ?? '', limits.textMax);
    told.push({ kind: 'incident', id, said });
    if (postmortem !== '') texts.push({ kind: 'text', id, said: [['text', postmortem, first]] });
  }
  const moved: Moved[] = [
    {
      kind: 'page',
      id: own,
      said: [
        ['name', lineFrom(page.name ?? '') || slug, first],
        ['slug', slug, first],
        ['timeZone', zone ?? 'UTC', first],
        ['createdAt', first, first],
        ...(about === '' ? [] : [['about', about, first] satisfies Saying]),
      ],
    },
    ...groups.map((group, at): MovedDocument => {
      return { kind: 'group', id: of('group', group.id), said: groupSaid(group, { at, first, parent: groupOf(group.parent) }) };
    }),
    ...components.map((each, at): MovedDocument => {
      return {
        kind: 'component',
        id: of('component', each.id),
        said: componentSaid(each, { at, first, group: groupOf(each.groupId), now }),
      };
    }),
    ...told,
    ...texts,
    ...maintenances.map((each): MovedDocument => {
      return { kind: 'maintenance', id: of('incident', each.id), said: maintenanceSaid(each, { ids, first }) };
    }),
    ...metrics.map((each, at): MovedDocument => ({ kind: 'metric', id: of('metric', each.id), said: metricSaid(each, { at, first }) })),
    ...metrics.flatMap((each) => measuredOf(of('metric', each.id), each.points ?? [], now)),
  ];
  return { moved, ids };
}

const epoch = '2010-01-01T00:00:00.000Z';

interface Placed {
  /** Its place among the others, where nobody says another. */
  at: number;
  /** When there was something first, for what does not say when it was made. */
  first: string;
}

function groupSaid(
  { name, description, position, isOpen, createdAt }: TakenGroup,
  { at, first, parent }: Placed & { parent: string | null },
): Saying[] {
  const made = utc(createdAt ?? first);
  return [
    ['name', nameOf(name), made],
    ['description', linesFrom(description ?? '', limits.descriptionMax), made],
    ['parent', parent, made],
    ['order', orderOf(position ?? at), made],
    ['isOpen', isOpen ?? true, made],
    ['createdAt', made, made],
  ];
}

function componentSaid(component: TakenComponent, { at, first, group, now }: Placed & { group: string | null; now: number }): Saying[] {
  const { name, description, position, status, createdAt, updatedAt, startDate, past } = component;
  const made = utc(createdAt ?? first);
  const changed = utc(updatedAt ?? made);
  // A day that is not over is told in another way an hour later.
  const today = Math.floor(now / dayMs) * dayMs;
  const spans = (past ?? []).map((each) => ({ from: Date.parse(each.from), to: Date.parse(each.to), status: each.status }));
  const notes = spans.filter(({ to }) => to <= today);
  return [
    ['name', nameOf(name), made],
    ['description', linesFrom(description ?? '', limits.descriptionMax), made],
    ['group', null, made],
    ['groupId', group, made],
    ['order', orderOf(position ?? at), made],
    ['showcase', component.showcase ?? true, made],
    ['onlyShowIfDegraded', component.onlyShowIfDegraded ?? false, made],
    ...(startDate ? [['startDate', startDate, made] satisfies Saying] : []),
    ['createdAt', made, made],
    ...(notes.length === 0 ? [] : Object.entries(notesOfPast(notes)).map(([field, value]): Saying => [field, value, made])),
    ['status', status ?? 'operational', changed],
  ];
}

const dayMs = 86_400_000;

/** What holds others stands before them. One that holds itself, over whatever corners, holds nothing. */
function parentsFirst(groups: readonly TakenGroup[]): TakenGroup[] {
  const all = new Map(groups.map((group) => [group.id, group]));
  const depth = ({ parent }: TakenGroup, seen = new Set<string>()): number => {
    const holder = parent == null ? undefined : all.get(parent);
    if (!holder) return 0;
    return seen.has(holder.id) ? Infinity : 1 + depth(holder, seen.add(holder.id));
  };
  const placed = groups.map((group) => ({ group, depth: depth(group) }));
  return placed
    .sort((a, b) => (a.depth === b.depth ? 0 : a.depth - b.depth))
    .map(({ group, depth: at }) => (at >= limits.groupDepthMax ? { ...group, parent: null } : group));
}

function upTo<T extends { id: string; name: string }>(max: number, what: string, all: readonly T[], left: LeftList): T[] {
  for (const { id, name } of all.slice(max)) left.add({ what: `“${nameOf(name)}” (${id})`, why: `a page has ${max} ${what} at most` });
  return all.slice(0, max);
}

function firstOf(moments: (string | null | undefined)[]): string | undefined {
  const known = moments.filter((each) => each != null).map((each) => Date.parse(each));
  return known.length === 0 ? undefined : new Date(known.reduce((first, each) => Math.min(first, each))).toISOString();
}
