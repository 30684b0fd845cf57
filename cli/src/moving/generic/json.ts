import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import type { Files } from '../reading/files.ts';
import { judged, judgedOne } from '../reading/judged.ts';
import type { FilesAsked, Source } from '../source.ts';
import {
  TakenComponent,
  TakenGroup,
  TakenIncident,
  TakenMaintenance,
  TakenMetric,
  TakenPage,
  TakenSubscriber,
  type LeftOut,
  type Taken,
} from '../taken.ts';
import { csvSubscribers } from './csv-subscribers.ts';

/** The form that every source is read into, as anybody may write it: one object, with lists of what there is. */
export const json: Source = {
  name: 'json',
  title: 'JSON',
  isOf: async (files) => (await saidIn(files).catch(() => undefined)) !== undefined,
  fromFiles,
};

const List = z.array(z.unknown()).default([]);
const Whole = z.strictObject({
  page: TakenPage.strict().default({}),
  groups: List,
  components: List,
  incidents: List,
  maintenances: List,
  metrics: List,
  subscribers: List,
});

async function saidIn(files: Files): Promise<z.infer<typeof Whole> | undefined> {
  const [only, other] = files.json;
  if (!only || other) return undefined;
  const { data } = Whole.safeParse(await only.read());
  return data;
}

async function fromFiles({ files, zone }: FilesAsked): Promise<Taken> {
  const [only, other] = files.json;
  if (!only || other) throw new Problem('invalid', 'one file of JSON is to hold all of the page: `--template json` prints one that does');
  const said = judged(Whole, await only.read(), only.name);
  const all = <T extends z.ZodObject>(schema: T, items: unknown[], what: string) =>
    items.map((each) => judgedOne(schema.strict(), each, what) as z.infer<T>);
  const components = all(TakenComponent, said.components, 'component');
  const names = new Map(components.map(({ id, name }) => [name.toLowerCase(), id]));
  async function* subscribers(): AsyncGenerator<TakenSubscriber | LeftOut> {
    for (const [at, each] of said.subscribers.entries()) {
      const one = judged(TakenSubscriber.strict(), each, `subscribers[${at}]`);
      yield one.state === 'pending' ? { what: `subscribers[${at}]`, why: 'they never confirmed it there: they sign up anew' } : one;
    }
    // Beside it those who are too many for JSON.
    for (const each of files.csv)
      yield* csvSubscribers(each, { componentOf: (word) => names.get(word.toLowerCase()) ?? word, from: 'CSV' });
  }
  return {
    of: '',
    page: { timeZone: zone, ...said.page },
    groups: all(TakenGroup, said.groups, 'group'),
    components,
    incidents: all(TakenIncident, said.incidents, 'incident'),
    maintenances: all(TakenMaintenance, said.maintenances, 'maintenance').map((each) => ({ ...each, id: `maintenance/${each.id}` })),
    metrics: all(TakenMetric, said.metrics, 'metric'),
    subscribers: subscribers(),
    left: [],
  };
}
