import { tenantRole } from '@pharos/region/tenant-wall';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';

/** Each kind of work has connections of its own, so that none waits for another's. */
export interface Pools extends AsyncDisposable {
  writes: Sql;
  reads: Sql;
  /** What is read for an organisation: as a role that sees its rows alone. */
  tenantReads: Sql;
  /** For files that are taken or sent, and for the work that they make: it lasts, and nobody who reads or writes waits for it. */
  jobs: Sql;
  /** One connection, whatever the others do: for whoever asks whether we are well, and for migrations. */
  checks: Sql;
  /** Others in their place, once theirs hang for good. */
  reopen(kind: 'writes' | 'reads' | 'tenantReads' | 'jobs'): Sql;
}

// Who would have to wait longer for somebody else's transaction is told to come again: he holds a connection meanwhile.
const lockTimeoutMs = 1_000;
// One takes or sends, and one works.
const jobsMax = 2;

export function openPools(url: string, max: number): Pools {
  const reading = Math.max(2, Math.floor(max / 2));
  // Visitors come in crowds, and those who work here do not.
  const forTenants = Math.max(1, Math.floor(reading / 2));
  const open = {
    writes: () => openPostgres({ url, max: Math.max(1, max - reading), name: 'api', hasFixedPlans: true, lockTimeoutMs }),
    reads: () => openPostgres({ url, max: reading - forTenants, name: 'api-reads', hasFixedPlans: true, lockTimeoutMs }),
    tenantReads: () => openPostgres({ url, max: forTenants, name: 'api-tenants', hasFixedPlans: true, lockTimeoutMs, role: tenantRole }),
    jobs: () => openPostgres({ url, max: jobsMax, name: 'api-jobs', hasFixedPlans: true, lockTimeoutMs }),
  };
  const pools = {
    writes: open.writes(),
    reads: open.reads(),
    tenantReads: open.tenantReads(),
    jobs: open.jobs(),
    checks: openPostgres({ url, max: 1, name: 'api-checks' }),
  };
  return {
    get writes() {
      return pools.writes;
    },
    get reads() {
      return pools.reads;
    },
    get tenantReads() {
      return pools.tenantReads;
    },
    get jobs() {
      return pools.jobs;
    },
    checks: pools.checks,
    reopen: (kind) => (pools[kind] = open[kind]()),
    [Symbol.asyncDispose]: async () => {
      const { writes, reads, tenantReads, jobs, checks } = pools;
      await Promise.all([writes, reads, tenantReads, jobs, checks].map((sql) => sql.end({ timeout: 2 })));
    },
  };
}
