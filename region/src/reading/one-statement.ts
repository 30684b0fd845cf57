import type { Fragment, Query } from '@pharos/core/outside/postgres';
import { timeOfRow } from '@pharos/core/value';

/** Ids, or a fragment `array(select ...)` that finds them: it stands wherever the ids would. */
export type Ids = string[] | (Fragment & { length?: undefined });

/**
 * What `read` asks for at the same time goes to the server as one statement: one trip, one plan, one snapshot. Each of its statements
 * comes back as JSON; of that, what is named as a time is made one again. It reads only.
 */
export function inOneStatement<T>(sql: Query, read: (query: Query) => Promise<T>): Promise<T> {
  // Within a larger one it goes along with that.
  if (gathering.has(sql)) return read(sql);
  let waiting: Asked[] = [];

  const send = (asked: Asked[]) => {
    const columns = asked.map(
      ({ fragment }, at) => sql`${at === 0 ? sql`` : sql`,`} (select json_agg(each) from (${fragment}) as each) as ${sql(`r${at}`)}`,
    );
    sql<Record<string, object[] | null>[]>`select ${columns}`.then(
      ([row]) => {
        for (const [at, { resolve }] of asked.entries()) resolve(withTimes(row![`r${at}`] ?? []));
      },
      (error: Error) => {
        for (const { reject } of asked) reject(error);
      },
    );
  };
  const ask = (fragment: Fragment): Promise<object[]> =>
    new Promise((resolve, reject) => {
      // Once nothing goes on any more in this turn: what is asked for a few promises later goes along.
      if (waiting.length === 0) {
        process.nextTick(() => {
          const asked = waiting;
          waiting = [];
          send(asked);
        });
      }
      waiting.push({ fragment, resolve, reject });
    });
  const query = new Proxy(sql, {
    apply: (target, self, [first, ...values]: [TemplateStringsArray, ...unknown[]]) => {
      const made = Reflect.apply(target, self, [first, ...values]) as Fragment;
      // A name or a value, and no statement.
      if (!Array.isArray(first) || !('raw' in first)) return made;
      // Part of a larger one it is never waited for; by itself it goes with the others.
      // oxlint-disable-next-line no-callback-in-promise -- it is the promise itself that hands them on
      const later: Promise<unknown>['then'] = (done, failed) => ask(made).then(done, failed);
      // oxlint-disable-next-line no-thenable -- a statement is one, and is told here when it is to be sent
      return Object.assign(made, { then: later });
    },
  });
  gathering.add(query);
  return read(query);
}

const gathering = new WeakSet<Query>();

interface Asked {
  fragment: Fragment;
  resolve(rows: object[]): void;
  reject(error: Error): void;
}

// Times are named so in all of our tables, and nothing else is.
const isTime = (name: string) => name === 'at' || name.endsWith('_at') || name === 'tokens_from';

// The rows of a statement have the same fields.
function withTimes(rows: object[]): object[] {
  const times = Object.keys(rows[0] ?? {}).filter(isTime);
  for (const row of times.length > 0 ? (rows as Record<string, unknown>[]) : [])
    for (const name of times) if (typeof row[name] === 'string') row[name] = timeOfRow(row[name]);
  return rows;
}
