import type { Clock } from '@pharos/core/clock';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { Problem } from '@pharos/core/problem';
import type { Writer } from '@pharos/crdt-sync';
import type { Job, Progress, Refusal } from '@pharos/region/jobs/jobs';
import { readRows, type JobRow } from '@pharos/region/jobs/rows';
import { readIncidentStates } from '@pharos/region/reading/incidents';
import { missingComponents, readPage } from '@pharos/region/reading/pages';
import { readKnown } from '@pharos/region/reading/subscription-lists';
import { Change } from '@pharos/resources/registry';
import type { PageView } from '@pharos/resources/view';
import { z } from 'zod';
import type { SignUps } from '../sign-ups.ts';
import { readRow, type Fields, type ReadHow, type Row, type RowFault } from './subscription-row.ts';

export interface ImportDeps {
  clock: Clock;
  door: PostgresDoor;
  writer: Pick<Writer, 'write'>;
  signUps: Pick<SignUps, 'ask'>;
  chatStandIns?: readonly string[] | undefined;
}

/** What was asked for with the file. */
export const AskedImport = z.object({ consent: z.literal('given').optional(), dryRun: z.boolean() });

/** It cannot be done, whoever tries. */
export class JobFault extends Error {}

// Some queries for all of them; with the writes, a second or two of one process.
const rowsPerSlice = 500;
const sliceMs = 2_000;
// At a time: what goes into one group of the writer, which takes some tens of milliseconds: whoever posts an incident meanwhile waits for one.
const writesAtOnce = 32;
// And half as long as that took, nothing: a third of the time the database and the other regions are for others alone, and the more the
// slower they are.
const restShare = 0.5;
const restMaxMs = 500;
// The page has asked as many as may be asked in a day: it goes on as the first of them are a day old.
const fullMs = 3_600_000;
// The writer has too much to do, or is away.
const awayMs = 3_000;
// The first ones show what is wrong.
export const refusalsMax = 200;

type Outcome = 'added' | 'already' | RowFault;

/**
 * Does the next rows of a file of subscriptions. Each is named by its page, channel and address, and written by a Change of its own: done
 * again, after a crash in the middle, it is there already. Answers how far that is.
 */
export async function importSubscriptions(job: Job, { clock, door, writer, signUps, chatStandIns }: ImportDeps): Promise<Progress> {
  const { consent, dryRun } = AskedImport.parse(job.asked);
  const until = clock.elapsed() + sliceMs;
  const staged = await door((sql) => readRows(sql, job.id, rowsPerSlice));
  const page = await door((sql) => readPage(sql, job.owner));
  if (!page) throw new JobFault('the page is not there any more');
  const judged = await judge(door, page, staged, { isConsentGiven: consent === 'given', chatStandIns });
  const seen = new Set<string>();
  let waitMs = 0;

  const bring = async ({ row, fault }: Judged): Promise<Outcome | undefined> => {
    if (fault) return fault;
    if (row.known !== undefined) return row.known;
    const change = Change.safeParse({ type: 'import-subscription', page: job.owner, subscription: row.id, ...row });
    if (!change.success) return { field: 'address', message: 'cannot be kept as it is' };
    if (dryRun) return 'added';
    const write = async () => (await writer.write(change.data, job.actor)).replayed;
    try {
      if (row.state !== 'pending') return (await write()) ? 'already' : 'added';
      const asked = await signUps.ask({ page: job.owner, channel: row.channel, address: row.address }, write);
      if (asked === 'asked') return 'added';
      if (asked === 'enough') return { field: 'address', message: 'cannot be asked now: bring it again tomorrow, or with consent' };
      waitMs = fullMs;
      return undefined;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code !== 'unavailable' && error.code !== 'limit')
        return { field: error.fields[0]?.path ?? 'address', message: error.message };
      waitMs = awayMs;
      return undefined;
    }
  };

  const outcomes: Outcome[] = [];
  const mayGoOn = () => outcomes.length < judged.length && waitMs === 0 && clock.elapsed() < until;
  while (mayGoOn()) {
    const at = outcomes.length;
    const began = clock.elapsed();
    const group = judged.slice(at, at + writesAtOnce);
    const came = await Promise.all(
      group.map((each) => {
        // Twice in one file: the first is the one that counts.
        const isAgain = each.row !== undefined && seen.has(each.row.id);
        if (each.row) seen.add(each.row.id);
        return isAgain ? Promise.resolve<Outcome>('already') : bring(each);
      }),
    );
    const isWritten = came.includes('added') && !dryRun;
    // Only what is done without a gap is done: the others are tried once more.
    const gap = came.indexOf(undefined);
    outcomes.push(...(came.slice(0, gap < 0 ? undefined : gap) as Outcome[]));
    if (isWritten) await clock.sleep(Math.min(restMaxMs, (clock.elapsed() - began) * restShare));
  }
  return progressOf(job, staged, outcomes, waitMs);
}

type Judged = { line: number } & ({ fault: RowFault; row?: undefined } | { fault?: undefined; row: Row & { known: Outcome | undefined } });

/** All that the tables say of these rows, asked once for all of them. */
async function judge(door: PostgresDoor, { id: page, channels }: PageView, staged: JobRow[], how: ReadHow): Promise<Judged[]> {
  const read = staged.map(({ line, fields }) => ({ line, row: readRow(page, fields as Fields, how) }));
  const rows = read.flatMap(({ row }) => ('id' in row ? [row] : []));
  const [missing, incidents, known] = await door((sql) =>
    Promise.all([
      missingComponents(sql, page, [...new Set(rows.flatMap(({ components }) => components))]),
      readIncidentStates(sql, page, [...new Set(rows.flatMap(({ incident }) => incident ?? []))]),
      readKnown(
        sql,
        rows.map(({ id }) => id),
      ),
    ]),
  );
  const isMissing = new Set(missing);
  return read.map(({ line, row }): Judged => {
    if (!('id' in row)) return { line, fault: row };
    if (channels && !channels.includes(row.channel))
      return { line, fault: { field: 'channel', message: 'is none by which this page tells anybody' } };
    const unknown = row.components.find((id) => isMissing.has(id));
    if (unknown !== undefined) return { line, fault: { field: 'components', message: `there is no component ${unknown} on this page` } };
    const { incident } = row;
    if (incident !== null && incidents.get(incident) === undefined)
      return { line, fault: { field: 'incident', message: 'there is no such incident on this page' } };
    if (incident !== null && incidents.get(incident) === 'over') return { line, fault: { field: 'incident', message: 'is over' } };
    const there = known.get(row.id);
    const outcome: Outcome | undefined =
      there === undefined || there === 'forgotten'
        ? undefined
        : there === 'ended' && row.state !== 'ended'
          ? { field: 'address', message: 'has unsubscribed: only they can subscribe again' }
          : 'already';
    return { line, row: { ...row, known: outcome } };
  });
}

function progressOf(job: Job, staged: JobRow[], outcomes: Outcome[], waitMs: number): Progress {
  const lineOf = (at: number) => staged[at]!.line;
  const refusals = outcomes.flatMap((outcome, at): Refusal[] => (typeof outcome === 'string' ? [] : [{ line: lineOf(at), ...outcome }]));
  const count = (which: Outcome) => outcomes.filter((each) => each === which).length;
  return {
    upTo: outcomes.length > 0 ? lineOf(outcomes.length - 1) : undefined,
    done: outcomes.length,
    added: count('added'),
    already: count('already'),
    refused: refusals.length,
    refusals: refusals.slice(0, Math.max(0, refusalsMax - job.refusals.length)),
    waitMs,
    isEnd: staged.length === 0,
  };
}
