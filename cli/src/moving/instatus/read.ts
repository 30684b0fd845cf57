import { Problem } from '@pharos/core/problem';
import { csvSubscribers } from '../generic/csv-subscribers.ts';
import { allOf } from '../lists.ts';
import { createAsk, readPages } from '../reading/ask-api.ts';
import type { Files } from '../reading/files.ts';
import { judgedOne } from '../reading/judged.ts';
import type { ApiAsked, FilesAsked, Source } from '../source.ts';
import type { Taken } from '../taken.ts';
import { subscriberTaken, takenOf, type Said } from './map.ts';
import { Component, Incident, Maintenance, Page, Subscriber } from './shapes.ts';

export const instatus: Source = {
  name: 'instatus',
  title: 'Instatus',
  isOf: async (files) => {
    const lists = await listsIn(files).catch(() => undefined);
    const all = [...(lists?.components ?? []), ...(lists?.incidents ?? []), ...(lists?.maintenances ?? [])];
    return all.some((each) => /^[A-Z]+$/.test(String((each as { status?: unknown }).status)));
  },
  fromFiles,
  api: { base: 'https://api.instatus.com', keyName: 'INSTATUS_API_KEY', needsKey: true, read },
};

interface Lists {
  page: unknown;
  components: unknown[];
  incidents: unknown[];
  maintenances: unknown[];
  subscribers: { file: string; items: unknown[] }[];
}

/** Answers of its API, named as the API names them. */
async function listsIn(files: Files): Promise<Lists> {
  const lists: Lists = { page: undefined, components: [], incidents: [], maintenances: [], subscribers: [] };
  for (const { name, read } of files.json) {
    const said = await read();
    if (/^pages?/.test(name)) lists.page = Array.isArray(said) ? said[0] : said;
    const items = Array.isArray(said) ? said : [];
    if (/^components?/.test(name)) lists.components.push(...items);
    else if (/^incidents?/.test(name)) lists.incidents.push(...items);
    else if (/^maintenances?/.test(name)) lists.maintenances.push(...items);
    else if (/^subscribers?/.test(name)) lists.subscribers.push({ file: name, items });
  }
  return lists;
}

async function fromFiles({ files }: FilesAsked): Promise<Taken> {
  const lists = await listsIn(files);
  const said: Said = {
    page: lists.page === undefined ? undefined : judgedOne(Page, lists.page, 'page'),
    components: lists.components.map((each) => judgedOne(Component, each, 'component')),
    incidents: lists.incidents.map((each) => judgedOne(Incident, each, 'incident')),
    maintenances: lists.maintenances.map((each) => judgedOne(Maintenance, each, 'maintenance')),
  };
  if (said.components.length + said.incidents.length + lists.subscribers.length + files.csv.length === 0)
    throw new Problem(
      'invalid',
      'there is nothing of Instatus in these files: name them components.json, incidents.json, maintenances.json, subscribers.json or .csv',
    );
  const names = new Map(said.components.map(({ id, name }) => [name.toLowerCase(), id]));
  async function* subscribers() {
    for (const { file, items } of lists.subscribers)
      for (const each of items) yield { ...subscriberTaken(judgedOne(Subscriber, each, `subscriber of ${file}`)), file };
    for (const each of files.csv)
      yield* csvSubscribers(each, { componentOf: (word) => names.get(word.toLowerCase()) ?? word, from: 'Instatus' });
  }
  return { ...takenOf(said), subscribers: subscribers() };
}

const pageSize = 100;

async function read({ what, key, tell, ...around }: ApiAsked): Promise<Taken> {
  const ask = createAsk({
    ...around,
    tell,
    name: 'Instatus',
    headers: { authorization: `Bearer ${key}` },
    refusals: {
      key: 'make one at “Developer settings” there',
      missing: 'there is no such page there: its id stands in the address of its settings',
    },
  });
  const pages = readPages(ask, { path: (at) => `/v2/pages?per_page=${pageSize}&page=${at}`, size: pageSize }, 'page');
  const found = (await allOf(pages)).map((each) => judgedOne(Page, each, 'page'));
  const page = found.find(({ id, subdomain }) => id === what || subdomain === what);
  if (!page) throw new Problem('not-found', `there is no such page there: ${found.map(({ id, subdomain }) => subdomain ?? id).join(', ')}`);
  const list = (version: string, path: string, one: string) =>
    readPages(
      ask,
      { path: (at) => `/${version}/${encodeURIComponent(page.id)}/${path}?per_page=${pageSize}&page=${at}`, size: pageSize },
      one,
    );
  const components = (await allOf(list('v2', 'components', 'component'))).map((each) => judgedOne(Component, each, 'component'));
  tell(`${components.length} components`);
  const incidents = (await allOf(list('v1', 'incidents', 'incident'), (count) => tell(`${count} incidents`))).map((each) =>
    judgedOne(Incident, each, 'incident'),
  );
  const maintenances = (await allOf(list('v2', 'maintenances', 'maintenance'))).map((each) => judgedOne(Maintenance, each, 'maintenance'));
  tell(`${incidents.length} incidents, ${maintenances.length} maintenances`);
  async function* subscribers() {
    for await (const each of list('v2', 'subscribers', 'subscriber')) yield subscriberTaken(judgedOne(Subscriber, each, 'subscriber'));
  }
  return { ...takenOf({ page, components, incidents, maintenances }), subscribers: subscribers() };
}
