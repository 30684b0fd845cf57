import type { Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import type { Counts } from '@pharos/core/outside/counts';
import { serveHttp } from '@pharos/core/outside/http';
import { checkPostgres, checkWrites } from '@pharos/core/outside/postgres';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Kit, Role } from '@pharos/core/role';
import { startLoop } from '@pharos/core/loop';
import { noteKeyUse } from '@pharos/region/reading/access';
import { noteRefusals } from '@pharos/region/reading/audit';
import { createAskNotifier } from './ask-notifier.ts';
import { createAnswers } from './answers/answers.ts';
import { createFloors, type Floors } from './answers/floors.ts';
import { warm } from './answers/warm.ts';
import { createApp } from './app.ts';
import { readConsole } from './console/files.ts';
import type { ResolveTxt } from './claims.ts';
import type { Classes } from './bulkhead.ts';
import { importSubscriptions } from './bulk/import-subscriptions.ts';
import { importDocuments } from './bulk/import-documents.ts';
import { runJobs, type Work } from './bulk/run-jobs.ts';
import { createClassWriter, openDoors } from './doors.ts';
import { createKeys } from './keys.ts';
import { startLag } from './lag.ts';
import type { AccountOptions } from './people/accounts.ts';
import type { Pools } from './pools.ts';
import { createPresence } from './presence.ts';
import type { RateLimits } from './rate-limit.ts';
import { createRefusals } from './refusals.ts';
import { createReplicas } from './replicas.ts';
import { currentClass, neededNow } from './request-class.ts';
import { bringKind } from './routes/imports.ts';
import { importKind } from './routes/subscription-imports.ts';
import { createSignUps, usualLimits, type SignUpLimits } from './sign-ups.ts';
import { walled } from './tenant-reads.ts';
import { createTenants } from './tenants.ts';
import { isUpload } from './uploads.ts';

export interface ApiOptions {
  pools: Pools;
  bus: Bus;
  /** What the APIs of the region share; without it each has what it keeps itself. */
  cache?: Cache | undefined;
  /** What they count together. */
  counts?: Counts | undefined;
  /** What answers that are kept may take in memory. */
  answersBytesMax?: number;
  host: string;
  port: number;
  limits: RateLimits;
  /** Secrets that sign tokens for private pages; none: no token is given or believed. */
  readerKeys?: string[] | undefined;
  /** Public addresses of the APIs of other regions. */
  elsewhere?: string[];
  signUpLimits?: SignUpLimits;
  /** Origins at which a lab plays chat services. */
  chatStandIns?: readonly string[] | undefined;
  /** How people sign in; without keys nobody does. */
  accounts?: AccountOptions;
  /** Where the console was built; none: it is not served here. */
  consoleFolder?: string | undefined;
  /** How many requests of each class at a time. */
  classes?: Classes | undefined;
  /** How late this process may be before it refuses what is less urgent; none: it never does. */
  shedAtLagMs?: number | undefined;
  /** Where domains must say whose they are; none: nobody is asked. */
  resolveTxt?: ResolveTxt | undefined;
}

// When a key was last used is told to the minute.
const noteEachMs = 60_000;

/** Stateless: any number of them, each may die at any time. Without its bus it still writes; peers hear of it a poll later. */
export async function startApi(
  kit: Kit,
  {
    pools,
    bus,
    cache,
    counts,
    answersBytesMax,
    host,
    port,
    limits,
    readerKeys = [],
    elsewhere = [],
    resolveTxt,
    signUpLimits = usualLimits,
    chatStandIns,
    accounts = { keys: [] },
    consoleFolder,
    ...limiting
  }: ApiOptions,
): Promise<Role> {
  const doors = openDoors(kit, pools);
  const floors = createFloors(kit.clock);
  const replicas = openReplicas(kit, pools, doors.reads, floors);
  const reading = walled(replicas?.read ?? doors.reads, doors.tenants);
  // What a write looks at before is read by the connections of its class: a crowd of those who read does not hold it up.
  const reads: PostgresDoor = (work) => (currentClass() === 'reads' ? reading : doors[currentClass()])(work);
  await replicas?.look();
  const writer = createClassWriter(kit, pools, doors, bus);
  const keys = createKeys(kit, reads);
  const answers = createAnswers({ kit, reads, bus, cache, floors, ...(answersBytesMax !== undefined && { bytesMax: answersBytesMax }) });
  await warm(kit, reads, answers);
  const refusals = createRefusals(() => kit.clock.now());
  const note = async () => {
    // Not by a copy, which takes no writes.
    await doors.reads((sql) => noteKeyUse(sql, keys.takeUses()));
    await doors.reads((sql) => noteRefusals(sql, refusals.take()));
  };
  const noting = startLoop(note, {
    kit,
    name: 'key use and refusals',
    everyMs: noteEachMs,
    onError: (error) => kit.log.warn({ err: error }, 'who used keys, and who was refused, is not noted down now'),
  });
  const signUps = createSignUps(kit.clock, reads, signUpLimits);
  const { clock } = kit;
  const tenants = createTenants(reads);
  const door = doors.jobs;
  const kinds = new Map<string, Work>([
    [importKind, (job) => importSubscriptions(job, { clock, door, writer, signUps, chatStandIns })],
    [bringKind, (job) => importDocuments(job, { clock, door, writer, tenants })],
  ]);
  const runner = runJobs(kit, door, kinds);
  const console = consoleFolder === undefined ? undefined : await readConsole(consoleFolder);
  const lag = limiting.shedAtLagMs === undefined ? undefined : startLag(kit);
  const presence = createPresence(clock, bus);
  const app = createApp({
    kit,
    reads,
    keys,
    answers,
    writer,
    limits,
    counts,
    hasReplicas: replicas !== undefined,
    classes: limiting.classes,
    lag: lag && { ms: lag.ms, shedAtMs: limiting.shedAtLagMs! },
    readerKeys,
    elsewhere,
    resolveTxt,
    chatStandIns,
    refusals,
    askNotifier: createAskNotifier(bus),
    presence,
    whyNoWrites: () => checkWrites(pools.checks),
    accounts,
    console,
    writes: doors.subscribers,
    tenants,
    signUps,
    jobs: { door, wake: runner.wake },
  });
  const server = await serveHttp({
    host,
    port,
    fetch: (request, peer) => app.fetch(request, peer),
    quick: app.quick,
    onQuickFault: (error) => kit.log.error({ err: error }, 'a bug while answering from memory: the route answers'),
    isUpload,
  });
  return {
    url: server.url,
    checks: async () => ({ postgres: await checkPostgres(pools.checks) }),
    [Symbol.asyncDispose]: async () => {
      presence[Symbol.dispose]();
      await noting.stop();
      await runner[Symbol.asyncDispose]();
      await lag?.stop();
      await replicas?.[Symbol.asyncDispose]();
      await answers[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function openReplicas(kit: Kit, { replicas, checks }: Pools, primary: PostgresDoor, floors: Floors) {
  if (replicas.length === 0) return undefined;
  return createReplicas({ kit, primary, check: checks, replicas, needed: () => neededNow(floors) });
}
