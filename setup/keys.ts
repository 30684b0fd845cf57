import { parseArgs } from 'node:util';
import { hashKey, newKey } from '@pharos/api/key';
import type { Clock } from '@pharos/core/clock';
import { commonConfig, postgresConfig } from '@pharos/core/config';
import { Id, newId } from '@pharos/core/id';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { systemRandom } from '@pharos/core/random';
import { createWriter } from '@pharos/crdt-sync';
import { readApiKeys, type Whose } from '@pharos/region/reading/access';
import { Scope } from '@pharos/core/scope';
import type { Change } from '@pharos/resources/registry';

export const keyConfig = {
  DATABASE_URL: postgresConfig.DATABASE_URL,
  REGION: commonConfig.REGION,
  REGION_NUMBER: commonConfig.REGION_NUMBER,
};

interface Settings {
  DATABASE_URL: string;
  REGION: string;
  REGION_NUMBER: number;
}

const usage = `Usage: npx pharos key create --name <who> [--scope read|write|admin|incidents:write|...]... [--page <id> | --organisation <id>]
       npx pharos key list [--page <id> | --organisation <id>]
       npx pharos key revoke <id>
Reads DATABASE_URL, REGION and REGION_NUMBER; without them, the world that \`npm start\` runs here is meant (--in <region>). A key that is revoked opens nothing within seconds, in every region that can be reached.
`;

type Asked =
  | ({ command: 'create'; name: string; scopes: Scope[] } & Whose)
  | ({ command: 'list' } & Whose)
  | { command: 'revoke'; key: string };

/** The first key cannot come through an API that asks for one: it is written beside it, by the same transaction. */
export async function runKeyCommand(words: string[], settings: () => Settings, clock: Clock): Promise<number> {
  const asked = parse(words);
  if (!asked) {
    process.stdout.write(usage);
    return words.some((word) => word === '--help' || word === '-h') ? 0 : 1;
  }
  const { DATABASE_URL, REGION: region, REGION_NUMBER: regionNumber } = settings();
  const sql = openPostgres({ url: DATABASE_URL, max: 2, name: `pharos key ${asked.command}` });
  await using bus = createMemoryBus();
  const kit = {
    role: 'key',
    region,
    regionNumber,
    clock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics({ role: 'key', region }),
  };
  const write = async (change: Change) => {
    await using writer = createWriter(kit, { sql, bus });
    await writer.write(change, { actor: `pharos key ${asked.command}`, by: 'person' });
  };
  try {
    switch (asked.command) {
      case 'create': {
        const key = newKey();
        const { name, scopes, page, organisation } = asked;
        await write({ type: 'create-api-key', key: newId(), hash: hashKey(key), name, scopes, page, organisation });
        process.stdout.write(`${key}\n`);
        process.stderr.write('This is shown once: only its hash is kept.\n');
        break;
      }
      case 'list':
        await list(sql, asked);
        break;
      case 'revoke':
        await write({ type: 'revoke-api-key', key: asked.key });
        break;
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
  return 0;
}

async function list(sql: Sql, { page, organisation }: Whose): Promise<void> {
  let after: string | undefined;
  do {
    const { items, next } = await readApiKeys(sql, { after, limit: 100, page, organisation });
    for (const key of items) {
      const state = key.revoked ? 'revoked' : 'open';
      process.stdout.write(`${[key.id, state, key.scopes.join('+'), whatItOpens(key), key.createdAt, key.name].join('  ')}\n`);
    }
    after = next ?? undefined;
  } while (after !== undefined);
}

function whatItOpens({ page, organisation }: Whose): string {
  if (page !== null) return page;
  return organisation === null ? 'every page' : `every page of ${organisation}`;
}

function parse(words: string[]): Asked | undefined {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      scope: { type: 'string', multiple: true, default: ['write'] },
      page: { type: 'string' },
      organisation: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command, id] = positionals;
  if (values.help) return undefined;
  const page = values.page ?? null;
  if (page !== null && !Id.safeParse(page).success) throw new Problem('invalid', '--page takes the id of a page, a UUID');
  const organisation = values.organisation ?? null;
  if (organisation !== null && !Id.safeParse(organisation).success)
    throw new Problem('invalid', '--organisation takes the id of an organisation, a UUID');
  if (command === 'list') return { command, page, organisation };
  if (command === 'revoke') {
    const key = Id.safeParse(id);
    if (!key.success) throw new Problem('invalid', 'say which key: its id, as `npx pharos key list` shows it');
    return { command, key: key.data };
  }
  if (command !== 'create') return undefined;
  const scopes = values.scope.flatMap((scope) => Scope.safeParse(scope).data ?? []);
  if (scopes.length < values.scope.length)
    throw new Problem('invalid', '--scope is read, write, admin, or one of a sort of things, such as incidents:write');
  if (!values.name) throw new Problem('invalid', '--name says who the key is for');
  return { command, name: values.name, scopes, page, organisation };
}
