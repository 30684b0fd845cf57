import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { readPagesChangedLast } from '@pharos/region/reading/page-events';
import type { Answers } from './answers.ts';
import { viewOf } from './view-of.ts';

// A page that is asked for each second is among the last few hundred that were read.
const pagesMax = 200;
// Beside each other: the database has others to serve.
const atOnce = 4;
// A start waits no longer: the rest is read while requests are answered already.
const warmMs = 1_000;

/** Reads the Views that the region asked for last, or that changed last, before anybody asks this process for them. Never fails. */
export async function warm(kit: Pick<Kit, 'clock' | 'log'>, reads: PostgresDoor, answers: Answers): Promise<void> {
  const { clock, log } = kit;
  const isOver = new AbortController();
  const work = async () => {
    const asked = await answers.asked();
    const pages = asked.length > 0 ? asked : await reads((sql) => readPagesChangedLast(sql, pagesMax));
    const left = pages.slice(0, pagesMax);
    const lane = async () => {
      for (let page = left.shift(); page !== undefined; page = left.shift()) {
        await answers.read({ page, name: 'view', load: viewOf(reads, page, clock.now) });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  };
  const working = work()
    .catch((error: unknown) => log.info({ err: error }, 'started with no Views at hand'))
    .finally(() => isOver.abort());
  run(working, (error) => log.error({ err: error }, 'a bug while Views were read ahead'));
  await clock.sleep(warmMs, isOver.signal).catch(() => undefined); // over before: fine
}
