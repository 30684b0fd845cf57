import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRealRegion, type RealRegion } from './processes.ts';
import { openReader, type Reader } from './reader.ts';
import { createPage } from './region.ts';

// An outage begins: ten times the readers within ten seconds, while responders post.

const usual = 300;
const spikeMs = 10_000;
let region: RealRegion;
beforeAll(async () => {
  region = await openRealRegion();
}, 60_000);
afterAll(() => region[Symbol.asyncDispose]());

const p99 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)]!;

describe.each<['portable' | 'linux']>([['portable'], ['linux']])('a spike, %s engine', (engine) => {
  it('ten times the readers in ten seconds: all are let in within a second, and those who are there go on hearing within a second', async () => {
    const page = await createPage(region.database.sql);
    const gateway = await region.start(`spike-${engine}`, { LIVE_ENGINE: engine });
    const committedAt = new Map<string, number>();
    const lags: number[] = [];
    const open = (onChange: (id: string) => void) =>
      openReader(gateway.port, `/live/${page}`, { onEvent: ({ event, id }) => void (event === 'change' && onChange(id!)) });
    const before = Array.from({ length: usual }, () => open((id) => lags.push(performance.now() - (committedAt.get(id) ?? NaN))));
    await expect.poll(() => before.every((each) => each.of('hello').length === 1)).toBe(true);

    const due: string[] = [];
    const over = new AbortController();
    const writing = (async (): Promise<void> => {
      while (!over.signal.aborted) {
        const asked = performance.now();
        const { version } = await region.change(page, `${due.length}`);
        // The reader may have it before we are told that it is committed: counted from the asking, that is the longer time.
        committedAt.set(version, asked);
        due.push(version);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    })();
    writing.catch(() => undefined); // awaited below, and told there
    const newcomers: Reader[] = [];
    const waits: number[] = [];
    const arrive = () => {
      const came = performance.now();
      const onEvent: NonNullable<Parameters<typeof openReader>[2]>['onEvent'] = ({ event }) =>
        void (event === 'hello' && waits.push(performance.now() - came));
      newcomers.push(openReader(gateway.port, `/live/${page}`, { onEvent }));
    };
    // By how much this process is late by itself: others may be using the machine, and it reads for three thousand.
    const late: number[] = [];
    const since = performance.now();
    while (newcomers.length < 9 * usual) {
      const wanted = Math.min(9 * usual, Math.ceil(((performance.now() - since) / spikeMs) * 9 * usual));
      while (newcomers.length < wanted) arrive();
      const slept = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 10));
      late.push(performance.now() - slept - 10);
    }
    await expect.poll(() => newcomers.every((each) => each.of('hello').length === 1)).toBe(true);
    over.abort();
    await writing;
    const secondMs = 1_000 + 5 * p99(late);
    expect(p99(waits)).toBeLessThan(secondMs);
    expect(newcomers.filter((each) => (each.of('hello')[0]!.data as { full?: string }).full)).toEqual([]);
    const last = due.at(-1)!;
    await expect
      .poll(() => [...before, ...newcomers].every((each) => each.of('change').at(-1)?.id === last || each.of('hello')[0]!.id === last), {
        timeout: 5_000,
      })
      .toBe(true);
    for (const each of before) expect(each.of('change').map(({ id }) => id)).toEqual(due);
    const told = lags.filter((lag) => !Number.isNaN(lag));
    expect(told.length).toBeGreaterThan(usual * 20);
    expect(p99(told)).toBeLessThan(secondMs);
    for (const each of [...before, ...newcomers]) each.socket.destroy();
    await gateway.child.stop();
  }, 60_000);
});
