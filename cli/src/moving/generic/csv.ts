import { Problem } from '@pharos/core/problem';
import { ComponentStatus, Impact, incidentStatuses, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { columnsOf, readCsvFile, type NamedRow } from '../reading/csv-file.ts';
import type { FilesAsked, Source } from '../source.ts';
import type { Taken, TakenComponent, TakenGroup, TakenIncident, TakenMaintenance, TakenUpdate } from '../taken.ts';
import { momentOf } from '../times.ts';
import { csvSubscribers } from './csv-subscribers.ts';

/*
 * What anybody can make in a spreadsheet: up to five files, each known by its columns. What belongs together says so by an id, or by its
 * name. Which columns there are stands in `templates.ts`, and in docs/guides/move-here.md.
 */

export const csv: Source = {
  name: 'csv',
  title: 'CSV',
  isOf: async ({ csv: all, json, sqlite }) => all.length > 0 && json.length === 0 && sqlite.length === 0,
  fromFiles,
};

type Kind = 'components' | 'incidents' | 'updates' | 'maintenances' | 'subscribers';

/** By its name, where that says it; else by what only it has. */
async function kindOf({ name, path }: { name: string; path: string }): Promise<Kind> {
  const kinds: Kind[] = ['components', 'incidents', 'updates', 'maintenances', 'subscribers'];
  const named = kinds.find((kind) => name.startsWith(kind.slice(0, -1)));
  if (named) return named;
  const columns = await columnsOf(path);
  const has = (...names: string[]) => names.some((each) => columns.includes(each));
  if (has('incident') && has('body', 'message')) return 'updates';
  if (has('address', 'email', 'phone', 'webhook')) return 'subscribers';
  if (has('startsat')) return 'maintenances';
  if (has('startedat', 'title')) return 'incidents';
  if (has('name')) return 'components';
  throw new Problem(
    'invalid',
    `${name}: its first row names nothing that is known: ${columns.slice(0, 8).join(', ') || 'nothing'}. \`--template\` prints one that is`,
  );
}

async function fromFiles({ files, zone }: FilesAsked): Promise<Taken> {
  const found = await Promise.all(files.csv.map(async (file) => ({ ...file, kind: await kindOf(file) })));
  const of = (kind: Kind) => found.filter((file) => file.kind === kind);
  const rowsOf = async (kind: Kind, needed: string[]): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const { path, name } of of(kind)) for await (const row of readCsvFile(path, needed)) rows.push(createRow(row, name, zone));
    return rows;
  };
  const { components, groups } = componentsIn(await rowsOf('components', ['name']));
  // A name that two have means neither.
  const known = new Map(
    [...Map.groupBy(components, ({ name }) => name.toLowerCase())].flatMap(([name, [one, other]]) => (other ? [] : [[name, one!.id]])),
  );
  const ids = new Set(components.map(({ id }) => id));
  const componentOf = (word: string) => (ids.has(word) ? word : (known.get(word.toLowerCase()) ?? word));
  const incidents = incidentsIn(await rowsOf('incidents', ['title|name']), componentOf);
  addUpdates(incidents, await rowsOf('updates', ['incident', 'at|date', 'body|message']), componentOf);
  const maintenances = maintenancesIn(await rowsOf('maintenances', ['title|name', 'startsat']), componentOf);
  async function* subscribers() {
    for (const file of of('subscribers')) yield* csvSubscribers(file, { componentOf, from: 'CSV' });
  }
  return {
    of: '',
    page: { timeZone: zone },
    groups,
    components,
    incidents: [...incidents.values()],
    maintenances,
    metrics: [],
    subscribers: subscribers(),
    left: [],
  };
}

/** A row, with what is wrong with it said by file and line. */
interface Row {
  text(...names: string[]): string | undefined;
  needed(...names: string[]): string;
  moment(...names: string[]): string | undefined;
  word<T extends string>(schema: z.ZodType<T>, name: string): T | undefined;
  flag(name: string): boolean | undefined;
  list(name: string): string[];
  fault(message: string): Problem;
}

function createRow({ line, cells }: NamedRow, file: string, zone: string): Row {
  const fault = (message: string) => new Problem('invalid', `${file}, line ${line}: ${message}`);
  const text = (...names: string[]) => names.map((name) => cells[name]).find((each) => each !== undefined);
  return {
    text,
    fault,
    needed: (...names) => {
      const said = text(...names);
      if (said === undefined) throw fault(`${names[0]} is empty`);
      return said;
    },
    moment: (...names) => {
      const said = text(...names);
      if (said === undefined) return undefined;
      const at = momentOf(said, zone);
      if (at === undefined) throw fault(`${names[0]}: “${said.slice(0, 40)}” is no time such as 2030-01-31 14:00`);
      return at;
    },
    word: (schema, name) => {
      const said = cells[name]?.toLowerCase().replaceAll(/[\s-]+/g, '_');
      if (said === undefined) return undefined;
      const { data, error } = schema.safeParse(said);
      if (error)
        throw fault(`${name}: “${cells[name]!.slice(0, 40)}” ${error.issues[0]!.message.replace(/^Invalid option: expected /, 'is not ')}`);
      return data;
    },
    flag: (name) => {
      const said = cells[name]?.toLowerCase();
      return said === undefined ? undefined : ['true', 'yes', '1'].includes(said);
    },
    list: (name) =>
      (cells[name] ?? '')
        .split(/[;|\n]/)
        .map((each) => each.trim())
        .filter((each) => each !== ''),
  };
}

function componentsIn(rows: readonly Row[]): { components: TakenComponent[]; groups: TakenGroup[] } {
  const groups = new Map<string, TakenGroup>();
  const components = rows.map((row, at): TakenComponent => {
    const group = row.text('group');
    if (group !== undefined && !groups.has(group)) groups.set(group, { id: group, name: group, position: groups.size });
    const name = row.needed('name');
    const startDate = row.text('startdate');
    if (startDate !== undefined && !z.iso.date().safeParse(startDate).success)
      throw row.fault(`startDate: “${startDate}” is no day such as 2030-01-31`);
    return {
      id: row.text('id') ?? (group === undefined ? name : `${group}/${name}`),
      name,
      description: row.text('description'),
      groupId: group,
      position: at,
      status: row.word(ComponentStatus, 'status'),
      onlyShowIfDegraded: row.flag('onlyshowifdegraded'),
      startDate,
      createdAt: row.moment('createdat'),
    };
  });
  refuseTwice(components, rows, 'component');
  return { components, groups: [...groups.values()] };
}

function incidentsIn(rows: readonly Row[], componentOf: (word: string) => string): Map<string, TakenIncident> {
  const incidents = rows.map((row): TakenIncident => {
    const title = row.needed('title', 'name');
    const startedAt = row.moment('startedat', 'createdat');
    return {
      id: row.text('id') ?? `${title}/${startedAt ?? ''}`,
      title,
      impact: row.word(Impact, 'impact'),
      body: row.text('body', 'message'),
      startedAt,
      createdAt: row.moment('createdat') ?? startedAt,
      resolvedAt: row.moment('resolvedat'),
      affected: row.list('components').map(componentOf),
      updates: [],
    };
  });
  refuseTwice(incidents, rows, 'incident');
  return new Map(incidents.map((each) => [each.id, each]));
}

function addUpdates(incidents: Map<string, TakenIncident>, rows: readonly Row[], componentOf: (word: string) => string): void {
  for (const row of rows) {
    const named = row.needed('incident');
    const incident = incidents.get(named) ?? [...incidents.values()].find(({ title }) => title === named);
    if (!incident) throw row.fault(`there is no incident “${named.slice(0, 60)}” in incidents.csv`);
    const at = row.moment('at', 'date');
    if (at === undefined) throw row.fault('at is empty');
    const components = row.list('components').map((each) => {
      const [, word, status] = /^(.*)=(\w+)$/s.exec(each) ?? [];
      const { data } = ComponentStatus.safeParse(status?.trim());
      if (!data) throw row.fault(`components: “${each.slice(0, 60)}” is not <component>=<state>, such as API=major_outage`);
      return { id: componentOf(word!.trim()), status: data };
    });
    const before = incident.updates!.at(-1)?.status ?? 'investigating';
    const update: TakenUpdate = {
      id: row.text('id') ?? '',
      status: row.word(IncidentStatus, 'status') ?? before,
      body: row.text('body', 'message'),
      at,
      components,
    };
    const same = incident.updates!.filter((each) => each.at === at).length;
    incident.updates!.push({ ...update, id: update.id || `${at}/${same}` });
  }
  // Whoever says when it was over, and how it stood in the end, says it once.
  for (const each of incidents.values())
    if (each.updates!.at(-1)?.status === incidentStatuses.at(-1)) each.resolvedAt ??= each.updates!.at(-1)!.at;
}

function maintenancesIn(rows: readonly Row[], componentOf: (word: string) => string): TakenMaintenance[] {
  const all = rows.map((row): TakenMaintenance => {
    const title = row.needed('title', 'name');
    const startsAt = row.moment('startsat');
    if (startsAt === undefined) throw row.fault('startsAt is empty');
    return {
      id: `maintenance/${row.text('id') ?? `${title}/${startsAt}`}`,
      title,
      body: row.text('body', 'message'),
      startsAt,
      endsAt: row.moment('endsat'),
      createdAt: row.moment('createdat'),
      status: row.word(MaintenanceStatus, 'status'),
      components: row.list('components').map(componentOf),
    };
  });
  refuseTwice(all, rows, 'maintenance');
  return all;
}

function refuseTwice(all: readonly { id: string }[], rows: readonly Row[], what: string): void {
  const seen = new Set<string>();
  for (const [at, { id }] of all.entries()) {
    if (seen.has(id)) throw rows[at]!.fault(`a second ${what} of this name: give each an id`);
    seen.add(id);
  }
}
