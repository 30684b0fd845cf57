import { parseArgs } from 'node:util';
import { systemClock } from '@pharos/core/clock';
import { commonConfig, readConfig } from '@pharos/core/config';
import { createLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { systemRandom } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';
import { createReleasers } from '@pharos/core/run';
import { openArchiveStore } from '../archive/open-archive-store.ts';
import { syncConfig } from '../config.ts';
import type { PeerLink } from '../mesh/peers.ts';
import { readPeerConnections } from '../peer-credentials.ts';
import { createPostgresStore } from '../store/postgres-store.ts';
import type { CommandContext } from './context.ts';
import { digestCommand } from './digest.ts';
import { declareDeadCommand, joinCommand, leaveCommand } from './membership.ts';
import { purgeCommand } from './purge.ts';
import { quarantineCommand } from './quarantine.ts';
import { replayCommand } from './replay.ts';
import { resyncCommand } from './resync.ts';
import { statusCommand } from './status.ts';

const usage = `Usage: npx pharos mesh <command> [--json]

  status [--wait <seconds>]    vectors, lag, clocks. Exit 0: this region and all its peers have the same
  digest [--repair]            compares what the documents say with every peer. Exit 0: all say the same
  join                         copies a peer's documents into this region and makes it a member
  leave                        this region is no member any more: nobody keeps the log for it
  declare-dead <region>        the same of another region that cannot say so itself
  resync [<region>]            copies documents from a peer again; what only this region has stays
  quarantine [list]            what was refused from other regions, or set aside. Exit 0: nothing
  quarantine show <id>         all that is known of one
  quarantine retry <id>|all    takes it again: after an upgrade, or once its cause is mended
  quarantine mend <id>         completes the documents that it names from the peers instead
  quarantine drop <id> --yes   lets it go
  purge <document> --yes       forgets a document in every region, for good: e.g. incident:<id>
  replay [--from <day>] [--to <day>] [--page <id>]
                               every change of these days (2030-01-31; today), from the log and its archive
  replay --into <database url> builds all documents again in an empty database. Exit 0: they say the same

It speaks for the region of REGION, REGION_NUMBER, DATABASE_URL, NATS_URL, PEERS and ARCHIVE_URL, the variables of its sync process;
without DATABASE_URL for the first region of the world that \`npm start\` runs here, or the one of --in <region>.
Exit 0: done, or true. Exit 1: not. Exit 2: the command could not be carried out. Exit 3: writes are on their way, ask again.
`;

const commands: Record<string, (context: CommandContext) => Promise<number>> = {
  status: statusCommand,
  digest: digestCommand,
  join: joinCommand,
  leave: leaveCommand,
  'declare-dead': declareDeadCommand,
  resync: resyncCommand,
  purge: purgeCommand,
  quarantine: quarantineCommand,
  replay: replayCommand,
};

/** `pharos mesh ...`; answers the exit code. */
export async function runMeshCommand(argv: string[], env: Record<string, string | undefined>): Promise<number> {
  const parsed = parse(argv);
  const command = parsed && commands[parsed.positionals[0] ?? ''];
  if (!parsed || !command || parsed.values.help) {
    process.stdout.write(usage);
    return parsed?.values.help || argv.length === 0 ? 0 : 2;
  }
  const releasers = createReleasers();
  try {
    return await command({
      ...open(env, releasers),
      args: parsed.positionals.slice(1),
      options: parsed.values,
      print: (text) => void process.stdout.write(`${text}\n`),
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!(error instanceof Problem) && !code) throw error;
    process.stderr.write(`${message || code}\n`);
    return 2;
  } finally {
    await releasers.release();
  }
}

function parse(argv: string[]) {
  const options = {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    repair: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    wait: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    page: { type: 'string' },
    into: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return undefined;
  }
}

function open(env: Record<string, string | undefined>, releasers: ReturnType<typeof createReleasers>) {
  // No command asks the region's own NATS: where all of a region is one process, there is none.
  const config = readConfig({ ...commonConfig, ...syncConfig, NATS_URL: syncConfig.NATS_URL.optional() }, env);
  const { REGION: region, REGION_NUMBER: regionNumber } = config;
  const role = 'mesh-command';
  const kit: Kit = {
    role,
    region,
    regionNumber,
    clock: systemClock,
    random: systemRandom,
    log: createLog({ role, region, level: 'silent' }),
    metrics: createMetrics({ role, region }),
  };
  const sql = openPostgres({ url: config.DATABASE_URL, max: 4, name: `pharos-${role}` });
  releasers.push(() => sql.end({ timeout: 2 }));
  const connectionTo = readPeerConnections(config);
  const bus = (region: string, url: string) => {
    const onError = (error: unknown) => void process.stderr.write(`${(error as Error).message}\n`);
    const opened = connectNats({ url, name: `pharos-${role}`, onError, connection: connectionTo(region) });
    releasers.push(() => opened[Symbol.asyncDispose]());
    return opened;
  };
  // Opened when a command needs them: most only read the region's own tables.
  let links: PeerLink[] | undefined;
  const peers = () => (links ??= config.PEERS.map(({ region, number, url }) => ({ region, number, bus: bus(region, url) })));
  const archive = async () => {
    const opened = await openArchiveStore(config);
    if (opened === undefined || opened === 'forget') return undefined;
    releasers.push(() => opened[Symbol.asyncDispose]());
    return opened;
  };
  return { kit, sql, store: createPostgresStore(sql), peers, archive };
}
