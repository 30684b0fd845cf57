import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { testKit } from '@pharos/core/testing/kit';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import { createWriter } from '../../crdt-sync/src/mod.ts';
import { startSync } from '../../crdt-sync/src/role.ts';
import { makeBenchPage, openIncident, postUpdate, type BenchPage } from './bench-page.ts';
import { createDatabases } from './bench-world.ts';
import { cpuEach, cpuOf, perWrite, type Cpu } from './cpu.ts';
import { load, p50, p99, round, type Line } from './measure.ts';

const warmMs = 2_000;
const turnsMax = 7;
const turnMs = 1_200;
const forMs = 6_000;
const besideMs = 3_000;
const workers = 16;
const pagesEach = 4;
// A fresh incident each so many updates: an incident of a thousand updates is not what people have.
const updatesPerIncident = 20;

interface Load extends Awaited<ReturnType<typeof load>> {
  cpu: Cpu;
}

const costOf = ({ cpu, tookMs }: Load): number => cpuEach(cpu, tookMs.length);

function together(loads: Load[]): Load {
  const sum = (of: (each: Load) => number) => loads.reduce((all, each) => all + of(each), 0);
  return {
    tookMs: loads.flatMap(({ tookMs }) => tookMs),
    perSecond: sum(({ perSecond }) => perSecond) / loads.length,
    cpu: { nodeMs: sum(({ cpu }) => cpu.nodeMs), postgresMs: sum(({ cpu }) => cpu.postgresMs) },
  };
}

/** One region: how many writes, and how long one takes, with its relay in the same process. Beside it what the same Postgres does without us. */
export async function benchWrites(): Promise<Line[]> {
  await using server = await createDatabases(['us']);
  const { url } = server.databases[0]!;
  const kit = testKit({ role: 'sync', region: 'us', clock: systemClock, random: systemRandom });
  await using ending = new AsyncDisposableStack();
  const open = (name: string, max: number) => {
    const sql = openPostgres({ url, max, name, hasFixedPlans: true });
    ending.defer(() => sql.end({ timeout: 1 }));
    return sql;
  };
  const sql = open('bench', 6);
  // As in production: the relay does not stand in the writers' queue for a connection.
  const syncSql = open('bench-sync', 4);
  await using bus = createMemoryBus();
  await using writer = createWriter(kit, { sql, bus });
  await using sync = await startSync(kit, { sql: syncSql, bus, peers: [] });
  void sync;
  const measured = async (duringMs: number, work: (worker: number, at: number) => Promise<unknown>): Promise<Load> => {
    const { value, cpu } = await cpuOf(server.pid, () => load(workers, duringMs, work));
    return { ...value, cpu };
  };
  const pages: BenchPage[] = [];
  for (let at = 0; at < workers * pagesEach; at++) pages.push(await makeBenchPage(writer));

  // Each round is one write: an update, and once in a while the incident that the next ones belong to.
  const write = async (place: BenchPage, at: number) => {
    if (at % (updatesPerIncident + 1) < updatesPerIncident) return void (await postUpdate(writer, place));
    place.incident = newId();
    await openIncident(writer, place);
  };
  const written = Array.from({ length: workers }, () => 0);
  const onManyPages = (worker: number) => {
    const at = written[worker]!++;
    return write(pages[worker * pagesEach + (at % pagesEach)]!, Math.floor(at / pagesEach));
  };
  await sql
    .unsafe(
      'create table bench_register (doc text, field text, hlc bigint, value jsonb, primary key (doc, field)); create table bench_outbox (id bigserial, env jsonb)',
    )
    .simple();
  const onRegisters = (worker: number, at: number) =>
    sql.begin(async (tx) => {
      const doc = `${worker}-${at % 10}`;
      const value = tx.json({ body: 'x'.repeat(200) });
      await tx`select hlc from bench_register where doc = ${doc} for update`;
      await tx`
        insert into bench_register values (${doc}, 'status', ${at}, '"x"'), (${doc}, ${`u/${at}`}, ${at}, ${value})
        on conflict (doc, field) do update set hlc = excluded.hlc, value = excluded.value`;
      await tx`insert into bench_outbox (env) values (${value})`;
    });
  // The first seconds of a process are not its speed: they are its compiler's.
  for (const each of [onManyPages, onRegisters]) await load(workers, warmMs, each);
  // One after the other, several times: whatever else goes on here meets both alike.
  const turns: [many: Load, registers: Load][] = [];
  for (let turn = 0; turn < turnsMax; turn++) turns.push([await measured(turnMs, onManyPages), await measured(turnMs, onRegisters)]);
  const [many, registers] = [together(turns.map(([each]) => each)), together(turns.map(([, each]) => each))];
  // One page, as many incidents and components as writers: what a page in trouble looks like.
  const { page } = pages[0]!;
  const hotPlaces: BenchPage[] = [];
  for (let at = 0; at < workers; at++) {
    const place = { page, component: newId(), incident: newId() };
    await writer.write(
      { type: 'create-component', page, component: place.component, name: `c${at}`, description: '', group: null, status: 'operational' },
      { actor: 'bench' },
    );
    await openIncident(writer, place);
    hotPlaces.push(place);
  }
  const hot = await measured(forMs, (worker, at) => write(hotPlaces[worker]!, at));
  const [{ lost } = { lost: -1 }] = await sql<{ lost: number }[]>`
    select (max(seq) - count(*) + (select count(*) from outbox))::bigint as lost from log`;

  await sql
    .unsafe('create table bench_row (id int primary key, n int); insert into bench_row select g, 0 from generate_series(1, 1000) g')
    .simple();
  const plain = await measured(
    besideMs,
    (worker, at) => sql`update bench_row set n = n + 1 where id = ${((worker * 61 + at * 7) % 1_000) + 1}`,
  );
  const line = (what: string, demand: string, { tookMs, perSecond, cpu }: Load, isMet: boolean): Line => ({
    what,
    demand,
    measured: `${round(perSecond)}/s, p50 ${round(p50(tookMs))} ms, p99 ${round(p99(tookMs))} ms; ${perWrite(cpu, tookMs.length)}`,
    isMet,
  });
  const share = p50(turns.map(([ours, theirs]) => ours.perSecond / theirs.perSecond));
  const costs = p50(turns.map(([ours, theirs]) => costOf(ours) / costOf(theirs))).toFixed(2);
  return [
    line(
      'writes, one region, many pages (to the answer, relayed)',
      '>= 1,000/s, p99 <= 50 ms',
      many,
      many.perSecond >= 1_000 && p99(many.tookMs) <= 50,
    ),
    line('writes, one hot page (to the answer, relayed)', '>= 600/s', hot, hot.perSecond >= 600),
    { what: 'sequences lost or doubled, 16 writers', demand: '0', measured: String(lost), isMet: lost === 0 },
    line('beside it: single-row updates of this Postgres', 'a measure of the machine', plain, true),
    line('beside it: plain-SQL registers and outbox', 'a measure of what Yjs and the read model cost', registers, true),
    {
      what: 'writes on many pages beside plain-SQL registers',
      demand: '>= 0.5x, goal 0.65x',
      measured: `${share.toFixed(2)}x as many; each takes ${costs}x the processor time (median of ${turnsMax} turns)`,
      isMet: share >= 0.5,
    },
  ];
}
