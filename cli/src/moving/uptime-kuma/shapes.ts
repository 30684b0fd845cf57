import { z } from 'zod';

/** What Uptime Kuma keeps in its tables (version 2, and 1 as far as it has them), as far as it is taken along. */

const Code = z.union([z.number(), z.string().min(1)]).transform(String);
const Said = z.string().nullish();
const Count = z.coerce.number().nullish();
const Flag = z
  .union([z.boolean(), z.number()])
  .nullish()
  .transform((flag) => (flag == null ? undefined : flag === true || flag === 1));

export const tables = {
  status_page: z.object({ id: Code, slug: z.string(), title: z.string(), description: Said, created_date: Said }),
  status_page_cname: z.object({ status_page_id: Code.nullish(), domain: z.string() }),
  group: z.object({ id: Code, name: z.string(), weight: Count, status_page_id: Code.nullish(), public: Flag, created_date: Said }),
  monitor_group: z.object({ monitor_id: Code, group_id: Code, weight: Count }),
  monitor: z.object({ id: Code, name: Said, description: Said, active: Flag, created_date: Said, type: Said, parent: Code.nullish() }),
  incident: z.object({
    id: Code,
    title: z.string(),
    content: Said,
    style: Said,
    created_date: Said,
    last_updated_date: Said,
    pin: Flag,
    active: Flag,
    status_page_id: Code.nullish(),
  }),
  maintenance: z.object({
    id: Code,
    title: z.string(),
    description: Said,
    active: Flag,
    strategy: Said,
    start_date: Said,
    end_date: Said,
    timezone: Said,
  }),
  maintenance_status_page: z.object({ status_page_id: Code, maintenance_id: Code }),
  monitor_maintenance: z.object({ monitor_id: Code, maintenance_id: Code }),
  stat_daily: z.object({ monitor_id: Code, timestamp: z.coerce.number(), up: z.coerce.number(), down: z.coerce.number() }),
  /** The last of each monitor. */
  heartbeat: z.object({ monitor_id: Code, status: z.coerce.number() }),
} as const;
export type Table = keyof typeof tables;
export const tableNames = Object.keys(tables) as Table[];
export type Tables = { [Name in Table]: z.infer<(typeof tables)[Name]>[] };

/** What it tells everybody of a status page, by `/api/status-page/<slug>`. */
export const PublicPage = z.object({
  config: z.object({ slug: z.string(), title: z.string(), description: Said }),
  incident: z.unknown(),
  incidents: z.array(z.unknown()).nullish(),
  publicGroupList: z.array(
    z.object({ id: Code, name: z.string(), weight: Count, monitorList: z.array(z.object({ id: Code, name: z.string() })).default([]) }),
  ),
  maintenanceList: z.array(z.unknown()).nullish(),
});
export type PublicPage = z.infer<typeof PublicPage>;

export const PublicIncident = z.object({
  id: Code,
  title: z.string(),
  content: Said,
  style: Said,
  createdDate: Said,
  lastUpdatedDate: Said,
  pin: Flag,
  active: Flag,
});

export const PublicMaintenance = z.object({
  id: Code,
  title: z.string(),
  description: Said,
  strategy: Said,
  active: Flag,
  timezone: Said,
  timeslotList: z.array(z.object({ startDate: Said, endDate: Said })).default([]),
});

export const Heartbeats = z.object({ heartbeatList: z.record(z.string(), z.array(z.unknown())) });

/** The backup of version 1: monitors alone, and no page. */
export const Backup = z.object({
  version: z.string(),
  monitorList: z.array(
    z.object({ id: Code, name: Said, description: Said, active: Flag, type: Said, parent: Code.nullish(), weight: Count }),
  ),
});
export type Backup = z.infer<typeof Backup>;

export function emptyTables(): Tables {
  return Object.fromEntries(tableNames.map((name) => [name, []])) as unknown as Tables;
}
