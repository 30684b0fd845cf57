import { allOf } from '../lists.ts';
import { createAsk, readPages, type Paging } from '../reading/ask-api.ts';
import { judged, judgedOne } from '../reading/judged.ts';
import type { ApiAsked, Source } from '../source.ts';
import type { Taken } from '../taken.ts';
import { subscriberTaken, takenOf } from './map.ts';
import { Component, Incident, Page, Subscriber } from './shapes.ts';

export const statuspage: Source = {
  name: 'statuspage',
  title: 'Statuspage',
  api: { base: 'https://api.statuspage.io', keyName: 'STATUSPAGE_API_KEY', needsKey: true, read },
};

const pageSize = 100;

/** All of a page by the management API, as slowly as it wants to be asked. */
async function read({ what, key, tell, ...around }: ApiAsked): Promise<Taken> {
  const ask = createAsk({
    ...around,
    tell,
    name: 'Statuspage',
    headers: { authorization: `OAuth ${key}` },
    refusals: {
      key: 'make one at “API info” there',
      missing: 'there is no such page there: its id stands at “API info”, 12 letters and digits',
    },
  });
  const root = `/v1/pages/${encodeURIComponent(what)}`;
  const page = judgedOne(Page, await ask.json(root), 'page');
  const list = (path: string): Paging => ({
    path: (at) => `${root}/${path}?per_page=${pageSize}&limit=${pageSize}&page=${at}`,
    size: pageSize,
  });
  const components = (await allOf(readPages(ask, list('components'), 'component'))).map((each) => judgedOne(Component, each, 'component'));
  tell(`${components.length} components`);
  const found = await allOf(readPages(ask, list('incidents'), 'incident'), (count) => tell(`${count} incidents and maintenances`));
  const incidents = found.map((each) => judgedOne(Incident, each, 'incident'));
  const parts = new Set(components.filter(({ group }) => !group).map(({ id }) => id));
  async function* subscribers() {
    // This list alone begins with page 0.
    const paging = { path: (at: number) => `${root}/subscribers?limit=${pageSize}&page=${at}`, size: pageSize, first: 0 };
    for await (const each of readPages(ask, paging, 'subscriber')) yield subscriberTaken(judged(Subscriber, each, 'a subscriber'), parts);
  }
  return { ...takenOf({ page, components, incidents }), subscribers: subscribers() };
}
