import type { Sql } from '@pharos/core/outside/postgres';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import type { Version } from '@pharos/core/version';
import { expect, it } from 'vitest';
import { createReplicas } from './replicas.ts';

type Answer = 'well' | 'gone' | 'hangs';

/** A server that says how far it is, and its own name to whoever reads. */
function server(name: string) {
  const state = { seq: 1, is: 'well' as Answer, asked: 0 };
  const query = async () => {
    state.asked++;
    if (state.is === 'gone') throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    if (state.is === 'hangs') return new Promise<never>(() => undefined);
    return [{ origin: 7, seq: state.seq, name }];
  };
  return { state, sql: Object.assign(query, { options: { max: 4 } }) as unknown as Sql };
}

async function open() {
  const clock = createVirtualClock();
  const primary = server('primary');
  const [one, two] = [server('one'), server('two')];
  let must: Version = {};
  const replicas = createReplicas({
    kit: testKit({ clock }),
    primary: (work) => work(primary.sql, () => false),
    check: primary.sql,
    replicas: [one, two].map(({ sql }, at) => ({ name: `replica ${at}`, sql, check: sql })),
    needed: () => must,
  });
  await replicas.look();
  const read = async () => {
    const asked = replicas.read(async (sql) => ((await sql`select`) as unknown as { name: string }[])[0]!.name);
    await clock.pass(600);
    return asked;
  };
  const end = async () => {
    const ending = replicas[Symbol.asyncDispose]();
    // The look that is under way may wait for one that hangs.
    await clock.pass(1_000);
    await ending;
  };
  return { clock, primary, one, two, end, read, need: (seq: number) => void (must = { 7: seq }) };
}

it('what is read comes from the copies in turn, and the database itself is left in peace', async () => {
  const { end, read } = await open();
  expect(new Set([await read(), await read()])).toEqual(new Set(['one', 'two']));
  await end();
});

it('who must see a write is never answered by a copy that does not hold it', async () => {
  const { primary, one, clock, read, need, end } = await open();
  primary.state.seq = 2;
  need(2);
  expect(await read()).toBe('primary');
  one.state.seq = 2;
  await clock.pass(300);
  for (let at = 0; at < 4; at++) expect(await read()).toBe('one');
  await end();
});

it('a copy that is more than a second behind is not asked, though nobody names a version', async () => {
  const { primary, one, two, clock, read, end } = await open();
  primary.state.seq = 2;
  two.state.seq = 2;
  await clock.pass(1_500);
  for (let at = 0; at < 4; at++) expect(await read()).toBe('two');
  one.state.seq = 2;
  await clock.pass(300);
  expect(new Set([await read(), await read()])).toEqual(new Set(['one', 'two']));
  await end();
});

it.each<[Answer]>([['gone'], ['hangs']])(
  'what a copy that %s does not answer, the database does; soon it is not asked any more',
  async (how) => {
    const { one, clock, read, end } = await open();
    one.state.is = how;
    for (let at = 0; at < 4; at++) expect(['two', 'primary']).toContain(await read());
    await clock.pass(2_000);
    for (let at = 0; at < 6; at++) expect(await read()).toBe('two');
    await end();
  },
);

it('a copy that was gone is asked again once it is well', async () => {
  const { one, clock, read, end } = await open();
  one.state.is = 'gone';
  await clock.pass(5_000);
  one.state.is = 'well';
  await clock.pass(120_000);
  expect(new Set([await read(), await read()])).toEqual(new Set(['one', 'two']));
  await end();
});

it('while the database does not answer, copies that held all that was seen of it go on', async () => {
  const { primary, clock, read, end } = await open();
  primary.state.is = 'gone';
  await clock.pass(10_000);
  expect(['one', 'two']).toContain(await read());
  await end();
});
