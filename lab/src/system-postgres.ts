import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@pharos/core/problem';

/** The programs of the system's Postgres, of the newest version that is there: what comes with npm is the server alone, without its tools. */
export function systemPostgres(): string {
  const folder = '/usr/lib/postgresql';
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'bin', 'postgres'))) : [];
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined)
    throw new Problem('unavailable', 'this needs a Postgres of the system, with its tools: apt-get install postgresql');
  return join(folder, newest, 'bin');
}
