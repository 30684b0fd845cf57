import { parseArgs } from 'node:util';
import { hashKey, newKey } from '@pharos/api/key';
import { Scope } from '@pharos/core/change';
import type { Clock } from '@pharos/core/clock';
import { commonConfig, postgresConfig } from '@pharos/core/config';
import { Id, newId } from '@pharos/core/id';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { systemRandom } from '@pharos/core/random';
import { createWriter } from '@pharos/crdt-sync';

export const createKeyConfig = {
  DATABASE_URL: postgresConfig.DATABASE_URL,
  REGION: commonConfig.REGION,
  REGION_NUMBER: commonConfig.REGION_NUMBER,
};

interface Settings {
  DATABASE_URL: string;
  REGION: string;
  REGION_NUMBER: number;
}

/** The first key cannot come through an API that asks for one: it is written beside it, by the same transaction. */
export async function createKey(words: string[], settings: () => Settings, clock: Clock): Promise<number> {
  const asked = parse(words);
  if (!asked) return 0;
  const { DATABASE_URL, REGION: region, REGION_NUMBER: regionNumber } = settings();
  const key = newKey();
  const sql = openPostgres({ url: DATABASE_URL, max: 2, name: 'pharos key create' });
  await using bus = createMemoryBus();
  try {
    const kit = {
      role: 'key',
      region,
      regionNumber,
      clock,
      random: systemRandom,
      log: silentLog,
      metrics: createMetrics({ role: 'key', region }),
    };
    const writer = createWriter(kit, { sql, bus });
    await writer.write({ type: 'create-api-key', key: newId(), hash: hashKey(key), ...asked }, { actor: 'pharos key create' });
    await writer[Symbol.asyncDispose]();
  } finally {
    await sql.end({ timeout: 1 });
  }
  process.stdout.write(`${key}\n`);
  process.stderr.write('This is shown once: only its hash is kept.\n');
  return 0;
}

function parse(words: string[]) {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      scope: { type: 'string', default: 'write' },
      page: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help || positionals[0] !== 'create') {
    process.stdout.write(
      'Usage: npx pharos key create --name <who> [--scope read|write|admin] [--page <id>]\nReads DATABASE_URL, REGION and REGION_NUMBER.\n',
    );
    return undefined;
  }
  const scope = Scope.safeParse(values.scope);
  if (!scope.success) throw new Problem('invalid', `--scope is one of ${Scope.options.join(', ')}`);
  if (!values.name) throw new Problem('invalid', '--name says who the key is for');
  const page = values.page ?? null;
  if (page !== null && !Id.safeParse(page).success) throw new Problem('invalid', '--page takes the id of a page, a UUID');
  return { name: values.name, scopes: [scope.data], page };
}
