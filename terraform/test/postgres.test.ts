import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { readFolders } from '../src/hcl.ts';
import { terraformFolders } from '../src/tree.ts';

interface Parameter {
  name: string;
  value: string;
  apply_method: string;
}

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

it('asks of Postgres what Postgres takes, and waits for a restart with what needs one', async () => {
  const parameters = await parametersOf('modules/region/postgres.tf');
  expect(parameters.length).toBeGreaterThan(3);
  // What begins so is known to RDS alone.
  for (const { name, value, apply_method } of parameters.filter(({ name: each }) => !each.startsWith('rds.'))) {
    const [known] = await database.sql<{ context: string }[]>`select context from pg_settings where name = ${name}`;
    expect(known?.context, name).toBeDefined();
    expect(apply_method, name).toBe(known!.context === 'postmaster' ? 'pending-reboot' : 'immediate');
    await database.sql.unsafe(`alter system set ${name} = '${value.startsWith('${') ? '5500' : value}'`);
    await database.sql.unsafe(`alter system reset ${name}`);
  }
});

async function parametersOf(path: string): Promise<Parameter[]> {
  const file = (await readFolders(terraformFolders())).find((each) => each.path === path)!;
  return file.body.resource!.aws_rds_cluster_parameter_group!.this![0]!.parameter as Parameter[];
}
