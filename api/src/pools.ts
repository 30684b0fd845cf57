import { tenantRole } from '@pharos/region/tenant-wall';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { usualClasses, type Classes } from './bulkhead.ts';
import type { Replica } from './replicas.ts';
import { requestClasses, type RequestClass } from './request-class.ts';

/** Each class of requests has connections of its own, so that none waits for another's, and what hangs in one is not in the way of the rest. */
export interface Pools extends AsyncDisposable {
  of(kind: PoolKind): Sql;
  /** One connection, whatever the others do: for whoever asks whether we are well, and for migrations. */
  checks: Sql;
  /** Copies of the database that follow it. */
  replicas: Replica[];
  /** Others in their place, once theirs hang for good. */
  reopen(kind: PoolKind): Sql;
}

/** `tenants`: what is read for an organisation, as a role that sees its rows alone. `jobs`: files that are taken or sent, and the work that they make. */
export type PoolKind = RequestClass | 'tenants' | 'jobs';

// Who would have to wait longer for somebody else's transaction is told to come again: he holds a connection meanwhile.
const lockTimeoutMs = 1_000;

// Of all connections. What is not given to a class that writes is for reading.
const shares = { incidents: 0.3, components: 0.15, subscribers: 0.15 };
// One that waits for a lock leaves one for the others.
const writesMin = 2;
export const poolMin = 8;
// Of those that read; visitors come in crowds, and those who work here do not.
const tenantsShare = 1 / 3;
// One takes or sends, and one works.
const jobsMax = 2;

export function sizesOf(max: number): Record<PoolKind, number> {
  const part = (share: number) => Math.max(writesMin, Math.floor(max * share));
  const [incidents, components, subscribers] = [part(shares.incidents), part(shares.components), part(shares.subscribers)];
  const reading = Math.max(2, max - incidents - components - subscribers);
  const tenants = Math.max(1, Math.floor(reading * tenantsShare));
  return { incidents, components, subscribers, reads: reading - tenants, tenants, jobs: jobsMax };
}

export const poolKinds = [...requestClasses, 'tenants', 'jobs'] as const;

export interface ReplicaPools {
  urls: string[];
  /** Connections to each. */
  max: number;
}

export function openPools(url: string, max: number, classes: Classes = usualClasses, copies: ReplicaPools = { urls: [], max: 1 }): Pools {
  const sizes = sizesOf(max);
  // The deadline of the class is that of its statements, too: the server does not go on with what nobody waits for.
  const open = (kind: PoolKind) =>
    openPostgres({
      url,
      max: sizes[kind],
      name: kind === 'incidents' ? 'api' : `api-${kind}`,
      hasFixedPlans: true,
      lockTimeoutMs,
      ...(kind === 'jobs' ? {} : { statementTimeoutMs: classes[kind === 'tenants' ? 'reads' : kind].deadlineMs }),
      ...(kind === 'tenants' ? { role: tenantRole } : {}),
    });
  const pools = Object.fromEntries(poolKinds.map((kind) => [kind, open(kind)])) as Record<PoolKind, Sql>;
  const checks = openPostgres({ url, max: 1, name: 'api-checks' });
  const replicas = copies.urls.map((at): Replica => {
    const name = new URL(at).host;
    const openCopy = () =>
      openPostgres({ url: at, max: copies.max, name: 'api-replica', hasFixedPlans: true, statementTimeoutMs: classes.reads.deadlineMs });
    const replica = {
      name,
      sql: openCopy(),
      check: openPostgres({ url: at, max: 1, name: 'api-checks', statementTimeoutMs: classes.reads.deadlineMs }),
    };
    return { ...replica, reopen: () => (opened[opened.length] = openCopy()) };
  });
  const opened = replicas.flatMap(({ sql, check }) => [sql, check]);
  return {
    of: (kind) => pools[kind],
    checks,
    replicas,
    reopen: (kind) => (pools[kind] = open(kind)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...Object.values(pools), checks, ...opened].map((sql) => sql.end({ timeout: 2 })));
    },
  };
}
