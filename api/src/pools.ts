import { tenantRole } from '@pharos/region/tenant-wall';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';

/** Each kind of work has connections of its own, so that none waits for another's. */
export interface Pools extends AsyncDisposable {
  writes: Sql;
  reads: Sql;
  /** What is read for an organisation: as a role that sees its rows alone. */
  tenantReads: Sql;
  /** One connection, whatever the others do: for whoever asks whether we are well, and for migrations. */
  checks: Sql;
  /** Others in their place, once theirs hang for good. */
  reopen(kind: 'writes' | 'reads' | 'tenantReads'): Sql;
}

// Who would have to wait longer for somebody else's transaction is told to come again: he holds a connection meanwhile.
const lockTimeoutMs = 1_000;

export function openPools(url: string, max: number): Pools {
  const reading = Math.max(2, Math.floor(max / 2));
  // Visitors come in crowds, and those who work here do not.
  const forTenants = Math.max(1, Math.floor(reading / 2));
  const open = {
    writes: () => openPostgres({ url, max: Math.max(1, max - reading), name: 'api', hasFixedPlans: true, lockTimeoutMs }),
    reads: () => openPostgres({ url, max: reading - forTenants, name: 'api-reads', hasFixedPlans: true, lockTimeoutMs }),
    tenantReads: () => openPostgres({ url, max: forTenants, name: 'api-tenants', hasFixedPlans: true, lockTimeoutMs, role: tenantRole }),
  };
  const pools = {
    writes: open.writes(),
    reads: open.reads(),
    tenantReads: open.tenantReads(),
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
    checks: pools.checks,
    reopen: (kind) => (pools[kind] = open[kind]()),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([pools.writes, pools.reads, pools.tenantReads, pools.checks].map((sql) => sql.end({ timeout: 2 })));
    },
  };
}
