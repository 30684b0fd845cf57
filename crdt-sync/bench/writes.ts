import { newId } from '@pharos/core/id';
import { createBenchWorld, makeBenchPage, openIncident, postUpdate, type BenchPage } from './bench-world.ts';
import { load, p50, p99, round, type Line } from './measure.ts';

const forMs = 6_000;
const workers = 16;
// A fresh incident each so many updates: an incident of a thousand updates is not what people have.
const updatesPerIncident = 20;

/** One region: how many writes, and how long one takes, with its relay in the same process. Beside it what the same Postgres does without us. */
export async function benchWrites(): Promise<Line[]> {
  await using world = await createBenchWorld(['us'], 0);
  const us = world.regions[0]!;
  const pages: BenchPage[] = [];
  for (let at = 0; at < 64; at++) pages.push(await makeBenchPage(us));

  const renew = async (place: BenchPage, at: number) => {
    if (at % updatesPerIncident !== updatesPerIncident - 1) return;
    place.incident = newId();
    await openIncident(us, place);
  };
  const many = await load(workers, forMs, async (worker, at) => {
    const place = pages[(worker * 4 + (at % 4)) % pages.length]!;
    await postUpdate(us, place);
    await renew(place, Math.floor(at / 4));
  });
  // One page, as many incidents and components as writers: what a page in trouble looks like.
  const { page } = pages[0]!;
  const hotPlaces: BenchPage[] = [];
  for (let at = 0; at < workers; at++) {
    const place = { page, component: newId(), incident: newId() };
    await us.writer.write(
      { type: 'create-component', page, component: place.component, name: `c${at}`, description: '', group: null, status: 'operational' },
      { actor: 'bench' },
    );
    await openIncident(us, place);
    hotPlaces.push(place);
  }
  const hot = await load(workers, forMs, async (worker, at) => {
    await postUpdate(us, hotPlaces[worker]!);
    await renew(hotPlaces[worker]!, at);
  });
  const [{ lost } = { lost: -1 }] = await us.sql<{ lost: number }[]>`
    select (max(seq) - count(*) + (select count(*) from outbox))::bigint as lost from log`;

  await us.sql
    .unsafe('create table bench_row (id int primary key, n int); insert into bench_row select g, 0 from generate_series(1, 1000) g')
    .simple();
  const plain = await load(
    workers,
    3_000,
    (worker, at) => us.sql`update bench_row set n = n + 1 where id = ${((worker * 61 + at * 7) % 1_000) + 1}`,
  );
  await us.sql
    .unsafe(
      'create table bench_register (doc text, field text, hlc bigint, value jsonb, primary key (doc, field)); create table bench_outbox (id bigserial, env jsonb)',
    )
    .simple();
  const registers = await load(workers, 3_000, (worker, at) =>
    us.sql.begin(async (tx) => {
      const doc = `${worker}-${at % 10}`;
      const value = tx.json({ body: 'x'.repeat(200) });
      await tx`select hlc from bench_register where doc = ${doc} for update`;
      await tx`
        insert into bench_register values (${doc}, 'status', ${at}, '"x"'), (${doc}, ${`u/${at}`}, ${at}, ${value})
        on conflict (doc, field) do update set hlc = excluded.hlc, value = excluded.value`;
      await tx`insert into bench_outbox (env) values (${value})`;
    }),
  );
  const line = (what: string, demand: string, { tookMs, perSecond }: typeof many, isMet: boolean): Line => ({
    what,
    demand,
    measured: `${round(perSecond)}/s, p50 ${round(p50(tookMs))} ms, p99 ${round(p99(tookMs))} ms`,
    isMet,
  });
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
  ];
}
