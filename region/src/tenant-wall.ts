import { givingWay, type Connection } from '@pharos/core/outside/migrate';
import type { Sql } from '@pharos/core/outside/postgres';

/**
 * The second wall between tenants. Whoever reads for an organisation reads as a role that owns no table, and of each table it sees
 * the rows of that organisation alone, whatever it asks. It is made from the tables that there are, each time they are brought to
 * a version: a dump that was put back has it again, and a table that is added tomorrow is behind it without a word. A table of
 * which nobody can say whose its rows are is not to be read by that role at all.
 */
export const tenantRole = 'pharos_tenant';
/** For whom a connection of that role reads. */
export const tenantSetting = 'pharos.organisation';

// Of nobody: places in the log, and what regions know of each other. No row of these says anything of a tenant.
const common = ['vv', 'origin_floor', 'reached', 'member', 'peer', 'mesh_state'];

const own = `(select nullif(current_setting('${tenantSetting}', true), '')::uuid)`;

// Tables whose rows say themselves whose they are in another way than by a page or an organisation.
const rules: Record<string, string> = {
  organisation: `id = ${own}`,
  page: `organisation = ${own}`,
  // An organisation's own, or one of its pages'.
  job: `owner = ${own} or owner in (select id from page)`,
  person: 'exists (select from seat where seat.person = person.id)',
};
// Rows of a thing, which is behind the wall itself.
const parents: Record<string, string> = {
  incident: 'incident',
  maintenance: 'maintenance',
  key: 'api_key',
  metric: 'record',
  job: 'job',
  component: 'component',
};

/** By what a table's rows are known to be an organisation's; undefined: nobody can say. */
export function ruleFor(table: string, columns: ReadonlySet<string>): string | undefined {
  if (rules[table] !== undefined) return rules[table];
  if (columns.has('organisation')) return `organisation = ${own}`;
  // Looked at once, however many rows are read: half a million subscriptions are counted as fast as without it.
  if (columns.has('page')) return 'page in (select id from page)';
  const parent = Object.keys(parents).find((column) => columns.has(column));
  return parent === undefined ? undefined : `exists (select from "${parents[parent]!}" parent where parent.id = "${table}"."${parent}")`;
}

// One at a time, as with migrations.
const wallLock = 7_426_032;

interface Table {
  name: string;
  columns: string[];
  isWalled: boolean;
  rule: string | null;
}

/** Each table by itself, and only what is not as it should be: whoever reads or writes meanwhile is waited for, and holds up nobody. */
export async function raiseTenantWall(sql: Sql): Promise<void> {
  const connection = await sql.reserve();
  const step = (work: () => Promise<void>) =>
    givingWay(connection, async () => {
      await connection`select pg_advisory_xact_lock(${wallLock})`;
      await work();
    });
  try {
    await step(() => makeRole(connection));
    const tables = await connection<Table[]>`
      select relname as name, relrowsecurity as "isWalled",
        array(select attname::text from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped) as columns,
        (select obj_description(pg_policy.oid, 'pg_policy') from pg_policy where polrelid = pg_class.oid and polname = 'tenant') as rule
      from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      order by relname`;
    for (const { name, columns, isWalled, rule: before } of tables) {
      const rule = ruleFor(name, new Set(columns));
      if (rule !== undefined && !(isWalled && before === rule)) await step(() => wallTable(connection, name, rule));
    }
    const unread = await connection<{ name: string }[]>`
      select name from unnest(${common}::text[]) as name where not has_table_privilege(${tenantRole}, quote_ident(name), 'select')`;
    for (const { name } of unread) await step(async () => void (await connection.unsafe(`grant select on "${name}" to ${tenantRole}`)));
  } finally {
    connection.release();
  }
}

async function wallTable(connection: Connection, name: string, rule: string): Promise<void> {
  await connection.unsafe(`alter table "${name}" enable row level security`);
  await connection.unsafe(`drop policy if exists tenant on "${name}"`);
  await connection.unsafe(`create policy tenant on "${name}" for select to ${tenantRole} using (${rule})`);
  await connection.unsafe(`comment on policy tenant on "${name}" is '${rule.replaceAll("'", "''")}'`);
  await connection.unsafe(`grant select on "${name}" to ${tenantRole}`);
}

async function makeRole(connection: Connection): Promise<void> {
  // A role belongs to the whole server, whose other databases may be at the same.
  await connection.unsafe(`do $$ begin
    if not exists (select from pg_roles where rolname = '${tenantRole}') then create role ${tenantRole} nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`);
  // Before version 16 whoever is a member may take the role on, and there is no other word for it.
  const [row] = await connection<{ may: boolean }[]>`
    select pg_has_role(current_user, ${tenantRole},
      case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as may`;
  if (!row!.may) await connection.unsafe(`grant ${tenantRole} to current_user`);
}
