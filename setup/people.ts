import { parseArgs } from 'node:util';
import { accountConfig } from '@pharos/api/account-config';
import { inviteBeside, linkBeside } from '@pharos/api/invite-beside';
import { sessionKeysConfig } from '@pharos/api/session-keys';
import type { Clock } from '@pharos/core/clock';
import { commonConfig, postgresConfig } from '@pharos/core/config';
import { Id } from '@pharos/core/id';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { systemRandom } from '@pharos/core/random';
import { createWriter } from '@pharos/crdt-sync';
import { readPerson } from '@pharos/region/reading/people';
import { Email, personId } from '@pharos/resources/person/fields';
import { Role } from '@pharos/resources/seat/role';

export const personConfig = {
  DATABASE_URL: postgresConfig.DATABASE_URL,
  REGION: commonConfig.REGION,
  REGION_NUMBER: commonConfig.REGION_NUMBER,
  ...sessionKeysConfig,
  CONSOLE_URL: accountConfig.CONSOLE_URL,
};

interface Settings {
  DATABASE_URL: string;
  REGION: string;
  REGION_NUMBER: number;
  SESSION_KEYS?: string[] | undefined;
  CONSOLE_URL?: string | undefined;
}

const usage = `Usage: npx pharos person invite --email <address> [--name <who>] [--role owner|admin|responder|maintainer|viewer] [--organisation <id>]
       npx pharos person link --email <address>
Both print a link that signs the person in, once, within a quarter of an hour: it needs no mail and no identity provider.
The first owner of an installation is made by "invite". Reads DATABASE_URL, REGION, REGION_NUMBER, SESSION_KEYS and CONSOLE_URL;
without them, the world that \`npm start\` runs here is meant (--in <region>).
`;

/** The way in that needs nothing but the installation's own secrets: for the first owner, and for the day nothing else works. */
export async function runPersonCommand(words: string[], settings: () => Settings, clock: Clock): Promise<number> {
  const asked = parse(words);
  if (!asked) {
    process.stdout.write(usage);
    return words.some((word) => word === '--help' || word === '-h') ? 0 : 1;
  }
  const { DATABASE_URL, REGION: region, REGION_NUMBER: regionNumber, SESSION_KEYS: [key] = [], CONSOLE_URL } = settings();
  if (CONSOLE_URL === undefined) throw new Problem('invalid', 'CONSOLE_URL: say where the link leads, to the console or to the API itself');
  if (key === undefined) throw new Problem('invalid', 'SESSION_KEYS: set it as the API has it, or the link opens nothing there');
  const sql = openPostgres({ url: DATABASE_URL, max: 2, name: `pharos person ${asked.command}` });
  await using bus = createMemoryBus();
  const metrics = createMetrics({ role: 'person', region });
  const kit = { role: 'person', region, regionNumber, clock, random: systemRandom, log: silentLog, metrics };
  try {
    if (asked.command === 'invite') {
      await using writer = createWriter(kit, { sql, bus });
      await inviteBeside(writer, asked, 'pharos person invite');
    }
    const person = personId(asked.email);
    if (!(await readPerson(sql, person))) throw new Problem('not-found', `nobody has the address ${asked.email}: invite them`);
    process.stdout.write(`${linkBeside(CONSOLE_URL, person, { key, now: clock.now() })}\n`);
    process.stderr.write('It opens once, within a quarter of an hour.\n');
  } finally {
    await sql.end({ timeout: 1 });
  }
  return 0;
}

function parse(words: string[]) {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string', default: 'owner' },
      organisation: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command] = positionals;
  if (values.help || (command !== 'invite' && command !== 'link')) return undefined;
  const email = Email.safeParse(values.email);
  if (!email.success) throw new Problem('invalid', '--email takes the address of the person');
  const role = Role.safeParse(values.role);
  if (!role.success) throw new Problem('invalid', `--role is one of ${Role.options.join(', ')}`);
  const organisation = values.organisation ?? null;
  if (organisation !== null && !Id.safeParse(organisation).success)
    throw new Problem('invalid', '--organisation takes the id of an organisation, a UUID');
  return { command, email: email.data, name: values.name ?? email.data.split('@')[0]!, role: role.data, organisation } as const;
}
