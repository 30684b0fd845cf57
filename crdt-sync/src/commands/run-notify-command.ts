import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { commonConfig, readConfig } from '@pharos/core/config';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { syncConfig } from '../config.ts';
import { orderTakeover, readOrder } from '../telling/orders.ts';

const usage = `Usage: npx pharos notify <command> [--json]

  takeover <region>    this region goes on with the notices that the other one has not told to the end, also when it is heard, and
                       also when no majority of the regions answers. Its own name: what waits for a majority here goes on without.
                       Who may have been told already is told again: in doubt, a second message is better than none

It speaks for the region of REGION and DATABASE_URL, whose sync process does the work; without DATABASE_URL for the first region of the
world that \`npm start\` runs here, or the one of --in <region>. See runbooks/takeover.md before you use it.
Exit 0: done. Exit 1: the sync process has not done it yet. Exit 2: the command could not be carried out.
`;

// The sync process looks once a second, and asks the other regions for a second at most.
const patienceMs = 15_000;
const lookMs = 200;

/** `pharos notify ...`; answers the exit code. */
export async function runNotifyCommand(argv: string[], env: Record<string, string | undefined>): Promise<number> {
  const parsed = parse(argv);
  const [command, region] = parsed?.positionals ?? [];
  if (!parsed || command !== 'takeover' || region === undefined || parsed.values.help) {
    process.stdout.write(usage);
    return parsed?.values.help || argv.length === 0 ? 0 : 2;
  }
  const { DATABASE_URL: url, REGION: own } = readConfig({ ...commonConfig, DATABASE_URL: syncConfig.DATABASE_URL }, env);
  const sql = openPostgres({ url, max: 1, name: 'pharos-notify-command' });
  const isJson = parsed.values.json;
  try {
    const notices = await takeOver(sql, region);
    const said =
      notices === undefined ? 'ordered, and not done yet: is the sync process of this region running?' : words(own, region, notices);
    process.stdout.write(
      `${isJson ? JSON.stringify({ from: region, by: own, isDone: notices !== undefined, notices: notices ?? null }) : said}\n`,
    );
    return notices === undefined ? 1 : 0;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!(error instanceof Problem) && !code) throw error;
    process.stderr.write(`${message || code}\n`);
    return 2;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function takeOver(sql: Sql, region: string): Promise<number | undefined> {
  const known = await sql<{ region: string }[]>`select region from member order by number`;
  if (!known.some((each) => each.region === region))
    throw new Problem('not-found', `there is no region ${region}: ${known.map((each) => each.region).join(', ')}`);
  await orderTakeover(sql, region);
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookMs) {
    const notices = await readOrder(sql, region);
    if (notices !== undefined) return notices;
    await pause(lookMs);
  }
  return undefined;
}

function words(own: string, region: string, notices: number): string {
  if (region === own) return `${notices} notices of ${own} go on without a majority`;
  return notices === 0 ? `${region} has left nothing untold that ${own} knows of` : `${own} goes on with ${notices} notices of ${region}`;
}

function parse(argv: string[]) {
  const options = { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } as const;
  try {
    return parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return undefined;
  }
}
