import postgres from 'postgres';
import { Problem } from '../problem.ts';
import { timeOfRow } from '../value.ts';

/** The only way to Postgres: whole statements in tagged templates. */
export type Sql = postgres.Sql<{ bigint: number }>;
export type Transaction = postgres.TransactionSql<{ bigint: number }>;
/** Either of the two: for reads that may stand alone or belong to somebody's transaction. */
export type Query = postgres.ISql<{ bigint: number }>;

/** A piece of a statement. */
export type Fragment = postgres.Fragment;

export interface PostgresOptions {
  url: string;
  max: number;
  /** Shown in `pg_stat_activity`. */
  name: string;
  /** Each statement is planned once a connection, whatever its values: for a process all of whose statements go by keys. */
  hasFixedPlans?: boolean;
  /** Longest wait for a lock that another transaction holds; none: as long as a statement may take. */
  lockTimeoutMs?: number;
  /** Longest that a statement may take; none: as long as any of ours may. */
  statementTimeoutMs?: number;
  /** Longest that a new connection may take; none: as long as any of ours may. */
  connectTimeoutS?: number;
  /** As whom it asks, where that is not whoever it signs in as. */
  role?: string;
  /** The folder of its Unix socket, where it listens at nothing else. */
  socketDir?: string | undefined;
}

/** A socket is named by a port, too: each has a folder of its own. */
export const socketPort = 5_432;

// A server that does not answer a new connection by then is down.
const connectUsuallyS = 3;
// No statement of ours takes longer; one that does waits for a lock it will not get in time.
const statementUsuallyMs = 10_000;
// Who is frozen in the middle of a transaction must not keep its locks from everybody: nobody of ours waits so long inside of one.
const idleInTransactionMs = 10_000;
const reconnectMaxS = 0.5;
// A server ends a statement at its limit, and says so: of one that has not answered by then and so long after, nothing is to be heard.
const answerGraceMs = 2_000;
// Of several servers the one that takes writes: found anew with each connection, so that a failover needs no restart. The library's own
// `read-write` takes a standby for one, where the server is of version 14 or later.
const hasManyHosts = /^postgres(?:ql)?:\/\/[^/]*,/;

export function openPostgres({
  url,
  max,
  name,
  hasFixedPlans = false,
  lockTimeoutMs,
  statementTimeoutMs = statementUsuallyMs,
  connectTimeoutS = connectUsuallyS,
  role,
  socketDir,
}: PostgresOptions): Sql {
  return postgres(url, {
    max,
    ...(socketDir === undefined ? {} : { host: socketDir, port: socketPort }),
    ...(hasManyHosts.test(url) ? severalServers(url, statementTimeoutMs) : {}),
    connect_timeout: connectTimeoutS,
    idle_timeout: 60,
    // New connections each half hour, so that a pool follows a failover and servers can be drained.
    max_lifetime: 1_800,
    connection: {
      application_name: name,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      ...(lockTimeoutMs === undefined ? {} : { lock_timeout: lockTimeoutMs }),
      ...(role === undefined ? {} : { role }),
      ...(hasFixedPlans ? { plan_cache_mode: 'force_generic_plan' } : {}),
    },
    // Our 64-bit numbers (clocks of 53 bits, sequences) fit in a double.
    types: {
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      // The library's own answers an Invalid Date for years that JavaScript cannot read, and whoever shows it fails.
      date: { to: 1184, from: [1082, 1114, 1184], parse: timeOfRow, serialize: (time: Date | string) => new Date(time).toISOString() },
    },
    // A database that is back is found within half a second; the library's own patience grows to 20 s.
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, reconnectMaxS),
    onnotice: () => undefined,
  });
}

/**
 * Each is tried once for a query, and after the last the query fails: the next try waits as it does for one server (`backoff`), so
 * that nobody knocks without a pause while none is the primary. Where another one may have taken over, a frozen one is left.
 */
function severalServers(url: string, statementTimeoutMs: number): object {
  return {
    ...(url.includes('target_session_attrs=standby') ? {} : { target_session_attrs: 'primary' }),
    answer_timeout: (statementTimeoutMs + answerGraceMs) / 1_000, // patches/: the library has no such limit itself
  };
}

// Whoever asks whether we are well will not wait longer.
const checkMs = 1_000;
const checking = new WeakMap<Sql, Promise<Health>>();

interface Health {
  /** What is wrong with it; undefined: it answers. */
  trouble: string | undefined;
  /** It answers, and takes no writes: a copy, or one that was told so. */
  isReadOnly: boolean;
}

/** Undefined when the server answers, otherwise what is wrong with it. One question at a time, however often this is asked. */
export async function checkPostgres(sql: Sql): Promise<string | undefined> {
  return (await healthOf(sql)).trouble;
}

/** Undefined when the server takes writes, otherwise why it does not. */
export async function checkWrites(sql: Sql): Promise<string | undefined> {
  const { trouble, isReadOnly } = await healthOf(sql);
  return trouble ?? (isReadOnly ? 'Postgres takes no writes' : undefined);
}

async function healthOf(sql: Sql): Promise<Health> {
  let check = checking.get(sql);
  if (!check) {
    check = ask(sql).finally(() => checking.delete(sql));
    checking.set(sql, check);
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ trouble: `Postgres does not answer within ${checkMs} ms`, isReadOnly: false }), checkMs);
  });
  return Promise.race([check, late]).finally(() => clearTimeout(timer));
}

async function ask(sql: Sql): Promise<Health> {
  try {
    const [row] = await sql<{ isReadOnly: boolean }[]>`select current_setting('transaction_read_only') = 'on' as "isReadOnly"`;
    return { trouble: undefined, isReadOnly: row!.isReadOnly };
  } catch (error) {
    return { trouble: `Postgres does not answer: ${(error as Error).message}`, isReadOnly: false };
  }
}

const outages = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  // A server that only reads: a standby that is not promoted yet, reached by an address that has moved already.
  '25006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '53100',
  '55P03',
  '57014',
]);

/** Is this Postgres being down, full or too busy, and not a bug of ours? */
export function isPostgresOutage(error: unknown): boolean {
  return outages.has((error as { code?: string }).code ?? '');
}

// What is wrong with a value, a constraint that it breaks, a row that is too large.
const contentClasses = new Set(['22', '23', '54']);

/** Does it lie in what was to be stored or shown, so that trying again is in vain, and not in the server, the schema or a rival? */
export function isContentFault(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (code === undefined) return error instanceof Error;
  return typeof code === 'string' && code.length === 5 && contentClasses.has(code.slice(0, 2));
}

/** Turns an outage into the Problem that says so; anything else goes on as the bug it is. */
export function postgresProblem(error: unknown): never {
  if (!isPostgresOutage(error)) throw error;
  throw new Problem('unavailable', wordsFor((error as { code?: string }).code), { retryAfterMs: 1_000, cause: error });
}

function wordsFor(code: string | undefined): string {
  if (code === '53100') return 'the database disk is full';
  if (code === '55P03') return 'somebody else is changing this just now';
  return 'the database does not answer';
}
