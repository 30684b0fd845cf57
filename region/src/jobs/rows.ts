import type { Query } from '@pharos/core/outside/postgres';

/** One row of what was sent: where it stood, and what it says. */
export interface JobRow {
  line: number;
  fields: Record<string, string>;
}

export interface Place {
  bytes: number;
  lines: number;
}

/** Puts down what has arrived, together with how far that is. False: it is not received any more, or somebody else sends it as well. */
export async function putRows(
  sql: Query,
  job: string,
  rows: JobRow[],
  { from, to, format }: { from: number; to: Place; format: Record<string, unknown> },
): Promise<boolean> {
  const [row] = await sql<{ put: number }[]>`
    with moved as (
      update job set received_bytes = ${to.bytes}, received_lines = ${to.lines}, received_rows = received_rows + ${rows.length},
        format = ${sql.json(format as never)}, moved_at = clock_timestamp()
      where id = ${job} and state = 'receiving' and received_bytes = ${from}
      returning id
    ), put as (
      insert into job_row (job, line, fields)
      select moved.id, each.line, each.fields from moved, jsonb_to_recordset(${sql.json(rows as never)}) as each(line int, fields jsonb)
    )
    select count(*)::int as put from moved`;
  return row!.put > 0;
}

/** All of it is here: from now on it runs. */
export async function endReceiving(sql: Query, job: string, bytes: number): Promise<boolean> {
  const ended = await sql`
    update job set state = 'running', next_at = clock_timestamp(), moved_at = clock_timestamp()
    where id = ${job} and state = 'receiving' and received_bytes = ${bytes}`;
  return ended.count > 0;
}

export async function readRows(sql: Query, job: string, limit: number): Promise<JobRow[]> {
  return [...(await sql<JobRow[]>`select line, fields from job_row where job = ${job} order by line limit ${limit}`)];
}
