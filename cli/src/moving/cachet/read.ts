import { Problem } from '@pharos/core/problem';
import { allOf } from '../lists.ts';
import { createAsk, type Ask } from '../reading/ask-api.ts';
import { judgedOne } from '../reading/judged.ts';
import type { Files } from '../reading/files.ts';
import type { ApiAsked, FilesAsked, Source } from '../source.ts';
import type { LeftOut, Taken, TakenSubscriber } from '../taken.ts';
import { flatOf, isResource, kindOf } from './json-api.ts';
import { subscriberTaken, takenOf } from './map.ts';
import { kinds, shapes, Subscriber, type Kind, type Said } from './shapes.ts';

export const cachet: Source = {
  name: 'cachet',
  title: 'Cachet',
  isOf,
  fromFiles,
  api: { base: undefined, keyName: 'CACHET_API_KEY', needsKey: false, read },
};

// What version 2 names in its addresses.
const fileNames: [RegExp, Kind][] = [
  [/^(?:component[-_. ]?)?groups?|components?[-_.]groups/, 'groups'],
  [/^components?/, 'components'],
  [/^(?:incident[-_. ]?)?updates?/, 'updates'],
  [/^incidents?/, 'incidents'],
  [/^schedules?/, 'schedules'],
  [/^(?:metric[-_. ]?)?points?/, 'points'],
  [/^metrics?/, 'metrics'],
  [/^subscribers?/, 'subscribers'],
];

interface Listed {
  kind: Kind;
  file: string;
  items: Record<string, unknown>[];
}

/** What stands in each file: answers of the API as they were saved, several pages of one list in several files. */
async function listsIn(files: Files): Promise<Listed[]> {
  const lists: Listed[] = [];
  for (const { name, read } of files.json) {
    const { data, included } = answerOf(await read());
    const named = fileNames.find(([pattern]) => pattern.test(name))?.[1];
    if (data === undefined) continue;
    const [one] = data;
    if (isResource(one)) {
      const kind = kindOf(one);
      if (kind) lists.push({ kind, file: name, items: data.filter(isResource).map((each) => flatOf(each, included)) });
    } else if (named !== undefined) lists.push({ kind: named, file: name, items: data as Record<string, unknown>[] });
  }
  return lists;
}

function answerOf(json: unknown): { data: unknown[] | undefined; included: unknown[]; next: unknown; pages: number | undefined } {
  const { data, included, links, meta } = (Array.isArray(json) ? { data: json } : (json ?? {})) as {
    data?: unknown;
    included?: unknown[];
    links?: { next?: unknown };
    meta?: { pagination?: { total_pages?: number } };
  };
  return {
    data: Array.isArray(data) ? data : undefined,
    included: Array.isArray(included) ? included : [],
    next: links?.next,
    pages: meta?.pagination?.total_pages,
  };
}

async function isOf(files: Files): Promise<boolean> {
  const lists = await listsIn(files).catch(() => []);
  // Version 3 names its kinds; version 2 is known by what only it says.
  const isKnown = ({ kind, items: [one] }: Listed) =>
    one !== undefined &&
    ((kind === 'components' && ('status_name' in one || ('enabled' in one && 'order' in one))) ||
      (kind === 'incidents' && ('human_status' in one || 'stickied' in one)) ||
      (kind === 'groups' && 'collapsed' in one) ||
      (kind === 'subscribers' && 'verify_code' in one));
  return lists.some(isKnown);
}

async function fromFiles({ files, zone }: FilesAsked): Promise<Taken> {
  const lists = await listsIn(files);
  const said = emptySaid();
  const people: Listed[] = [];
  for (const list of lists) {
    if (list.kind === 'subscribers') people.push(list);
    else for (const each of list.items) (said[list.kind] as unknown[]).push(judgedOne(shapes[list.kind], each, `of ${list.file}`));
  }
  if (said.components.length + said.incidents.length + people.length === 0)
    throw new Problem('invalid', `there is nothing of Cachet in these files: name them as its API does, ${kinds.join('.json, ')}.json`);
  async function* subscribers() {
    for (const { file, items } of people)
      for (const each of items) yield { ...subscriberTaken(judgedOne(Subscriber, each, `subscriber of ${file}`), zone), file };
  }
  return { ...takenOf(said, zone), subscribers: subscribers() };
}

function emptySaid(): Said {
  return { components: [], groups: [], incidents: [], updates: [], schedules: [], metrics: [], points: [] };
}

const pageSize = 100;

async function read({ what, base, key, zone, tell, ...around }: ApiAsked): Promise<Taken> {
  const ask = (headers: Record<string, string>) =>
    createAsk({
      ...around,
      base,
      tell,
      name: 'Cachet',
      headers,
      refusals: { key: 'make one in its settings', missing: `there is no API of Cachet at ${base}` },
    });
  const isThird = await isVersion3(ask({}));
  const asked = ask(key === '' ? {} : isThird ? { authorization: `Bearer ${key}` } : { 'x-cachet-token': key });
  const paths = isThird ? version3 : version2;
  const said = emptySaid();
  for (const kind of ['groups', 'components', 'incidents', 'schedules', 'metrics'] as const) {
    const found = await allOf(listOf(asked, paths[kind], kind), (count) => tell(`${count} ${kind}`));
    for (const each of found) (said[kind] as unknown[]).push(judgedOne(shapes[kind], each, kind.slice(0, -1)));
    tell(`${found.length} ${kind}`);
  }
  for (const { id } of said.metrics)
    for await (const each of listOf(asked, `${paths.metrics}/${id}/points`, 'points'))
      said.points.push({ ...judgedOne(shapes.points, each, 'point'), metric_id: id });
  return { ...takenOf(said, zone), subscribers: people(asked, { path: paths.subscribers, key, zone, what }) };
}

async function* people(
  ask: Ask,
  { path, key, zone, what }: { path: string; key: string; zone: string; what: string },
): AsyncGenerator<TakenSubscriber | LeftOut> {
  if (key === '') return yield { what: 'subscribers', why: 'nobody is told of them without a key: CACHET_API_KEY' };
  try {
    for await (const each of listOf(ask, path, 'subscribers')) yield subscriberTaken(judgedOne(Subscriber, each, 'subscriber'), zone);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not-found') throw error;
    yield { what: 'subscribers', why: `${what} tells nobody of them by its API: bring them as CSV (--format csv)` };
  }
}

const version2 = {
  groups: '/api/v1/components/groups',
  components: '/api/v1/components',
  incidents: '/api/v1/incidents',
  schedules: '/api/v1/schedules',
  metrics: '/api/v1/metrics',
  subscribers: '/api/v1/subscribers',
};
const version3 = {
  groups: '/api/component-groups',
  components: '/api/components?include=group',
  incidents: '/api/incidents?include=components,updates',
  schedules: '/api/schedules?include=components,updates',
  metrics: '/api/metrics',
  subscribers: '/api/subscribers?include=components',
};

async function isVersion3(ask: Ask): Promise<boolean> {
  try {
    await ask.json('/api/v1/ping');
    return false;
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'unavailable') throw error;
    await ask.json('/api/ping');
    return true;
  }
}

/** Version 2 says how many pages there are, version 3 whether there is another one. */
async function* listOf(ask: Ask, path: string, kind: Kind): AsyncGenerator<Record<string, unknown>> {
  for (let page = 1; ; page++) {
    const { data, included, next, pages } = answerOf(
      await ask.json(`${path}${path.includes('?') ? '&' : '?'}per_page=${pageSize}&page=${page}`),
    );
    if (data === undefined) throw new Problem('invalid', `the list of ${kind} is not as documented: it has no data`);
    for (const each of data) yield isResource(each) ? flatOf(each, included) : (each as Record<string, unknown>);
    if (data.length === 0 || (pages === undefined ? next == null : page >= pages)) return;
  }
}
