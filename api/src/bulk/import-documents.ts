import type { Clock } from '@pharos/core/clock';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { Problem } from '@pharos/core/problem';
import type { Writer } from '@pharos/crdt-sync';
import { changesOf, faultOfBrought, type Said } from '@pharos/resources/brought';
import type { Job, Progress, Refusal } from '@pharos/region/jobs/jobs';
import { readRows, type JobRow } from '@pharos/region/jobs/rows';
import { Change } from '@pharos/resources/registry';
import type { Role } from '@pharos/resources/seat/role';
import type { Tenants } from '../tenants.ts';
import type { TakenBeside } from './beside-line.ts';
import { besideToBring, faultOfBeside } from './bring-beside.ts';
import { readDocumentLine, type TakenDocument } from './document-line.ts';
import { refusalsMax } from './import-subscriptions.ts';

export interface BringDeps {
  clock: Clock;
  door: PostgresDoor;
  writer: Pick<Writer, 'write'>;
  tenants: Pick<Tenants, 'organisationOf'>;
}

// Each may be as large as a document gets.
const rowsPerSlice = 64;
const sliceMs = 2_000;
// Of one kind at a time, so that what others name is there before them.
const documentsAtOnce = 32;
// As imports of subscribers: a third of the time is left to others.
const restShare = 0.5;
const restMaxMs = 500;
const awayMs = 3_000;

type Taken = TakenDocument | TakenBeside;
type Outcome = 'added' | 'already' | { field: string; message: string };

/** Whose pages are to be that are made, and under which name the one of a page's file. */
export interface BroughtAs {
  of: 'page' | 'organisation';
  organisation: string | null;
  slug?: string | undefined;
  /** What whoever brings it is to people: nobody names another one more than that. None: people and keys are not brought. */
  own?: Role | undefined;
}

/** Does the next documents of a page's or an organisation's file. What is there already is left as it is. */
export async function importDocuments(job: Job, { clock, door, writer, tenants }: BringDeps): Promise<Progress> {
  const as = job.asked as unknown as BroughtAs;
  const until = clock.elapsed() + sliceMs;
  const staged = await door((sql) => readRows(sql, job.id, rowsPerSlice));
  const read = staged.map(({ fields }) => readDocumentLine(fields['document'] ?? ''));
  const write = async (change: Change) => (await writer.write(change, job.actor)).replayed;
  let waitMs = 0;
  // Of a page that was here before, its own.
  const organisationOf = async () => (as.of === 'page' ? await tenants.organisationOf(job.owner) : undefined) ?? as.organisation;

  const bring = async (document: Taken | string): Promise<Outcome | undefined> => {
    if (typeof document === 'string') return { field: '', message: document };
    const isOurs = await mayBring(document, job.owner, as, tenants);
    if (!isOurs)
      return { field: '', message: `${document.kind} ${document.name}: is of a page that is not to be written to with this file` };
    const fault = 'said' in document ? faultOfBrought(document) : faultOfBeside(document, as);
    if (fault !== undefined) return { field: '', message: `${document.kind} ${document.name}: ${fault}` };
    try {
      let isNew = false;
      const changes =
        'said' in document
          ? changesToBring(document, as)
          : await besideToBring(document, await organisationOf(), { door, now: clock.now() });
      for (const change of changes) isNew = !(await write(change)) || isNew;
      return isNew ? 'added' : 'already';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code !== 'unavailable' && error.code !== 'limit')
        return { field: '', message: `${document.kind} ${document.name}: ${error.message}` };
      waitMs = awayMs;
      return undefined;
    }
  };

  const outcomes: Outcome[] = [];
  const mayGoOn = () => outcomes.length < read.length && waitMs === 0 && clock.elapsed() < until;
  while (mayGoOn()) {
    const began = clock.elapsed();
    const came = await Promise.all(groupFrom(read, outcomes.length).map(bring));
    const gap = came.indexOf(undefined);
    outcomes.push(...(came.slice(0, gap < 0 ? undefined : gap) as Outcome[]));
    await clock.sleep(Math.min(restMaxMs, (clock.elapsed() - began) * restShare));
  }
  return progressOf(job, staged, outcomes, waitMs);
}

/** A file says itself of which page each document is: nobody writes with one to a page that is not theirs. */
async function mayBring({ page, kind, name }: Taken, owner: string, { of }: BroughtAs, tenants: BringDeps['tenants']): Promise<boolean> {
  if (of === 'page') return page === owner;
  // People and keys of the whole of it are written to that organisation, whatever the file says.
  if (page === null) return kind === 'person' || kind === 'key' || name === owner;
  const organisation = await tenants.organisationOf(page);
  return organisation === owner || (organisation === undefined && kind === 'page');
}

/** Some that follow each other and are of one kind. */
function groupFrom(read: (Taken | string)[], from: number): (Taken | string)[] {
  const kindOf = (each: Taken | string | undefined) => (typeof each === 'object' ? `${each.kind} ${each.page}` : undefined);
  const some = read.slice(from, from + documentsAtOnce);
  const end = some.findIndex((each) => kindOf(each) !== kindOf(some[0]));
  return end < 0 ? some : some.slice(0, end);
}

/** Pages and organisations are made by the verbs that make them: names are claimed, and whose they are is said, by whoever brings them. */
export function changesToBring({ page, kind, name, said }: TakenDocument, as: BroughtAs): Change[] {
  const field = (wanted: string) => said.find(([each]) => each === wanted)?.[1];
  if (kind === 'organisation') return [changeOf({ type: 'create-organisation', organisation: name, name: field('name') })];
  if (kind !== 'page') return changesOf({ page: page!, kind, name, said });
  const made = { name: field('name'), slug: as.slug ?? field('slug'), timeZone: field('timeZone'), organisation: as.organisation };
  const isPrivate = field('private') === true ? { private: true } : {};
  // Its password is told to nobody: until it is given another one, who has a token comes in.
  const isWithoutPassword = ([each, value]: Said) => each === 'visibility' && value === 'password';
  const rest = said.filter((each) => !ownOfPage.has(each[0]) && !isWithoutPassword(each));
  return [
    changeOf({ type: 'create-page', page: name, ...made, ...isPrivate }),
    ...(rest.length > 0 ? changesOf({ page: name, kind, name, said: rest }) : []),
  ];
}

function changeOf(asked: object): Change {
  const parsed = Change.safeParse(asked);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new Problem('invalid', `${path.join('.')}: ${message}`);
}

// A domain has to be proved here; and a page is made by its own verb, when it is brought.
const ownOfPage = new Set(['name', 'slug', 'timeZone', 'organisation', 'private', 'domain', 'createdAt']);

function progressOf(job: Job, staged: JobRow[], outcomes: Outcome[], waitMs: number): Progress {
  const refusals = outcomes.flatMap((outcome, at): Refusal[] =>
    typeof outcome === 'string' ? [] : [{ line: staged[at]!.line, ...outcome }],
  );
  return {
    upTo: staged[outcomes.length - 1]?.line,
    done: outcomes.length,
    added: outcomes.filter((each) => each === 'added').length,
    already: outcomes.filter((each) => each === 'already').length,
    refused: refusals.length,
    refusals: refusals.slice(0, Math.max(0, refusalsMax - job.refusals.length)),
    waitMs,
    isEnd: staged.length === 0,
  };
}
