import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Problem } from '@pharos/core/problem';
import { judged } from '../reading/judged.ts';
import { emptyTables, PublicIncident, PublicMaintenance, tableNames, tables, type PublicPage, type Table, type Tables } from './shapes.ts';

/** The tables of a database file: of each only what is taken along. Passwords of monitors stay where they are. */
export function readDatabase(path: string): Tables {
  const name = basename(path);
  const read = emptyTables();
  try {
    using database = new DatabaseSync(path, { readOnly: true });
    const there = new Set(
      database
        .prepare(`select name from sqlite_master where type = 'table'`)
        .all()
        .map((each) => String(each['name'])),
    );
    if (!there.has('status_page') || !there.has('monitor'))
      throw new Problem('invalid', `${name} is no database of Uptime Kuma: it has no table status_page`);
    for (const table of tableNames) {
      if (!there.has(table)) continue;
      const held = new Set(
        database
          .prepare(`select name from pragma_table_info('${table}')`)
          .all()
          .map((each) => String(each['name'])),
      );
      const columns = Object.keys(tables[table].shape).filter((column) => held.has(column));
      const last = table === 'heartbeat' ? ' where id in (select max(id) from heartbeat group by monitor_id)' : '';
      for (const row of database.prepare(`select ${columns.map((each) => `"${each}"`).join(', ')} from "${table}"${last}`).iterate())
        (read[table] as unknown[]).push(judged(tables[table], { ...row }, `table ${table} of ${name}`));
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'invalid',
      `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}. Stop Uptime Kuma, and copy it with its -wal and -shm`,
    );
  }
  return read;
}

/** The same from files of JSON, one for each table, as `sqlite3 -json` writes them. */
export async function readTables(files: readonly { name: string; read(): Promise<unknown> }[]): Promise<Tables> {
  const read = emptyTables();
  for (const { name, read: readFile } of files) {
    const table = tableOf(name);
    if (!table) continue;
    const rows = await readFile();
    if (!Array.isArray(rows))
      throw new Problem('invalid', `${name} is no table: it is to be a list of rows, as \`sqlite3 -json\` writes them`);
    for (const row of rows) (read[table] as unknown[]).push(judged(tables[table], row, `a row of ${name}`));
  }
  return read;
}

export function tableOf(file: string): Table | undefined {
  const name = file.replace(/\.json$/, '');
  return tableNames.find((each) => each === name);
}

/** What a page tells everybody, as the tables that it is made of. */
export function tablesOf(page: PublicPage, beats: ReadonlyMap<string, number>): Tables {
  const { config, publicGroupList, incident, incidents, maintenanceList } = page;
  const id = config.slug;
  const monitors = publicGroupList.flatMap(({ monitorList }) => monitorList);
  const shown = incidents ?? (incident == null ? [] : [incident]);
  const planned = (maintenanceList ?? []).map((each) => judged(PublicMaintenance, each, 'a maintenance'));
  return {
    ...emptyTables(),
    status_page: [{ id, ...config }],
    group: publicGroupList.map((group) => ({ id: group.id, name: group.name, weight: group.weight, status_page_id: id, public: true })),
    monitor_group: publicGroupList.flatMap((group) =>
      group.monitorList.map((monitor, weight) => ({ monitor_id: monitor.id, group_id: group.id, weight })),
    ),
    monitor: [...new Map(monitors.map((monitor) => [monitor.id, { ...monitor, active: true }])).values()],
    incident: shown.map((each) => {
      const { createdDate, lastUpdatedDate, ...said } = judged(PublicIncident, each, 'an incident');
      return { ...said, created_date: createdDate, last_updated_date: lastUpdatedDate, status_page_id: id };
    }),
    maintenance: planned.map(({ timeslotList: [slot], ...said }) => ({ ...said, start_date: slot?.startDate, end_date: slot?.endDate })),
    maintenance_status_page: planned.map((each) => ({ status_page_id: id, maintenance_id: each.id })),
    heartbeat: [...beats].map(([monitor_id, status]) => ({ monitor_id, status })),
  };
}
