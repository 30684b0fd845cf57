import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { allOf } from '../lists.ts';
import { createAsk, readPages } from '../reading/ask-api.ts';
import type { Files } from '../reading/files.ts';
import { judged, judgedOne } from '../reading/judged.ts';
import type { ApiAsked, FilesAsked, Source } from '../source.ts';
import type { Taken } from '../taken.ts';
import { subscriberTaken, takenOf } from './map.ts';
import { Content, Maintenance, Page, Report, Subscriber, Summary } from './shapes.ts';

export const openstatus: Source = {
  name: 'openstatus',
  title: 'OpenStatus',
  isOf: async (files) => (await contentIn(files).catch(() => undefined)) !== undefined,
  fromFiles,
  api: { base: 'https://api.openstatus.dev', keyName: 'OPENSTATUS_API_KEY', needsKey: true, read },
};

async function contentIn(files: Files): Promise<unknown> {
  for (const { read } of files.json) {
    const said = await read();
    if (typeof said === 'object' && said !== null && 'statusPage' in said) return said;
  }
  return undefined;
}

/** Answers of its services as they were saved: each is known by the name of what it holds. */
async function fromFiles({ files, now }: FilesAsked): Promise<Taken> {
  const content = await contentIn(files);
  if (content === undefined)
    throw new Problem(
      'invalid',
      'there is no page of OpenStatus in these files: save the answer of GetStatusPageContent beside the others',
    );
  const all = await Promise.all(files.json.map(async ({ name, read }) => ({ file: name, said: await read() })));
  // What a page tells of itself has the newest reports as well; a report by itself, with its updates, stands in its own answer.
  const listed = (name: string) => all.flatMap(({ file, said }) => listOf(said, name).map((each) => ({ file, each })));
  const single = (name: string) =>
    all.flatMap(({ file, said }) => (isObject(said) && isObject(said[name]) ? [{ file, each: said[name] }] : []));
  const reports = [...listed('statusReports'), ...single('statusReport')].map(({ each }) => judgedOne(Report, each, 'status report'));
  const maintenances = [...listed('maintenances'), ...single('maintenance')].map(({ each }) => judgedOne(Maintenance, each, 'maintenance'));
  const summaries = all.flatMap(({ said }) =>
    listOf(said, 'components').flatMap((each) =>
      isObject(each) && 'componentId' in each ? [judged(Summary, each, 'a summary of a component')] : [],
    ),
  );
  async function* subscribers() {
    for (const { file, each } of listed('subscribers'))
      yield { ...subscriberTaken(judgedOne(Subscriber, each, `subscriber of ${file}`)), file };
  }
  return {
    ...takenOf(
      { content: judged(Content, content, 'the page'), reports: longest(reports), maintenances: longest(maintenances), summaries },
      now,
    ),
    subscribers: subscribers(),
  };
}

/** Of each the one that tells most of it. */
function longest<T extends { id: string; updates: unknown[] }>(all: readonly T[]): T[] {
  const best = new Map<string, T>();
  for (const each of all) if (each.updates.length >= (best.get(each.id)?.updates.length ?? 0)) best.set(each.id, each);
  return [...best.values()];
}

function listOf(said: unknown, name: string): unknown[] {
  const list = isObject(said) ? said[name] : undefined;
  return Array.isArray(list) ? list : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const pageSize = 100;
// What it keeps.
const daysMax = 45;

async function read({ what, key, tell, now, ...around }: ApiAsked): Promise<Taken> {
  const ask = createAsk({
    ...around,
    tell,
    name: 'OpenStatus',
    headers: { 'x-openstatus-key': key },
    refusals: { key: 'make one in the settings of its workspace', missing: 'there is no such page there' },
  });
  const call = (service: string, method: string, body: object) => ask.json(`/rpc/openstatus.${service}/${method}`, body);
  const list = (service: string, method: string, field: string, body: object, one: string) =>
    readPages(
      {
        json: (offset) => call(service, method, { ...body, limit: pageSize, offset: Number(offset) }),
      },
      { path: (at) => String(at * pageSize), first: 0, size: pageSize, itemsOf: (answer) => listOf(answer, field) },
      one,
    );
  const pages = (await allOf(list(pageService, 'ListStatusPages', 'statusPages', {}, 'page'))).map((each) => judgedOne(Page, each, 'page'));
  const page = pages.find(({ id, slug }) => id === what || slug === what);
  if (!page) throw new Problem('not-found', `there is no such page there: ${pages.map(({ id, slug }) => slug ?? id).join(', ')}`);
  const content = judged(Content, await call(pageService, 'GetStatusPageContent', { id: page.id }), 'the page');
  tell(`${content.components.length} components`);
  const reports = await allOf(readReports(list, call), (count) => tell(`${count} reports`));
  const found = await allOf(list(maintenanceService, 'ListMaintenances', 'maintenances', { pageId: page.id }, 'maintenance'));
  const maintenances = found.map((each) => judgedOne(Maintenance, each, 'maintenance'));
  const summary = await call(pageService, 'GetPageComponentDailySummary', { id: page.id, days: daysMax });
  const summaries = judged(z.array(Summary), listOf(summary, 'components'), 'the summary of the components');
  async function* subscribers() {
    const asked = { pageId: page!.id, includeUnsubscribed: true };
    for await (const each of list(pageService, 'ListSubscribers', 'subscribers', asked, 'subscriber'))
      yield subscriberTaken(judgedOne(Subscriber, each, 'subscriber'));
  }
  return { ...takenOf({ content, reports, maintenances, summaries }, now), subscribers: subscribers() };
}

const pageService = 'status_page.v1.StatusPageService';
const reportService = 'status_report.v1.StatusReportService';
const maintenanceService = 'maintenance.v1.MaintenanceService';

/** Lists are without updates: each is asked for by itself. */
async function* readReports(
  list: (service: string, method: string, field: string, body: object, one: string) => AsyncIterable<unknown>,
  call: (service: string, method: string, body: object) => Promise<unknown>,
): AsyncGenerator<Report> {
  for await (const each of list(reportService, 'ListStatusReports', 'statusReports', {}, 'status report')) {
    const { id } = judgedOne(Report, each, 'status report');
    const answer = await call(reportService, 'GetStatusReport', { id });
    yield judgedOne(Report, isObject(answer) ? answer['statusReport'] : undefined, 'status report');
  }
}
