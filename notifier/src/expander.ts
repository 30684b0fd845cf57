import type { Kit } from '@pharos/core/role';
import type { Sql } from '@pharos/core/outside/postgres';
import { idFrom } from '@pharos/core/id';
import { Channel } from '@pharos/core/channel';
import { travelling } from '@pharos/core/traces';
import { createExpansions } from './journeys.ts';
import type { ExpandStep, Fanout, Ledger } from './ledger/ledger.ts';
import { isItsOwnFault } from './ledger/set-aside.ts';
import type { NotifierMetrics } from './notifier-metrics.ts';
import { toldOf } from './channels/notice.ts';
import { policies } from './channels/policies.ts';
import type { Looks, ReadLooks } from './looks.ts';
import type { LookedAt, NotifyJob, Region, Subscriber } from './region.ts';
import { decideReturned, returnedQuietMs } from './returned.ts';

export interface ExpanderOptions {
  kit: Kit;
  sql: Sql;
  region: Region;
  ledger: Ledger;
  metrics: Pick<NotifierMetrics, 'returned' | 'setAside'>;
  readLooks: ReadLooks;
  /** How long before the newest that came back it is not known whether something was told. */
  returnedDoubtMs: number;
  /** How long a majority of the regions is waited for before what they stand by is told without; 0: for ever. */
  aloneAfterMs?: number;
  /** Told when there is something to say to the other regions. */
  onReport?(): void;
}

/** `recent`: what came since the last look. `first`: what a stopped notifier may have left. `late`: what became visible very late. */
export type Look = 'recent' | 'first' | 'late';

// No look goes through all jobs there ever were: hundreds of thousands take ten seconds. What is older than the longest patience, a
// day and a half for a webhook, is told to nobody; and no transaction stays open for an hour.
const lookMs: Record<Exclude<Look, 'recent'>, number> = { first: 48 * 3_600_000, late: 3_600_000 };

/** Turns what has to be told into deliveries. Each step may be killed anywhere, and be run by several at once. */
export interface Expander {
  /** Takes up new jobs and new sign-ups, as far back as it is told to look. */
  collect(look: Look): Promise<void>;
  /** Expands until nothing is open; true when deliveries were added. */
  expand(signal: AbortSignal): Promise<boolean>;
  /** The same of what is told with other regions standing by, as far as they have answered. True when deliveries were added. */
  tell(signal: AbortSignal): Promise<boolean>;
}

// Jobs are read in pages: a region that was away comes back with thousands.
const jobsPerRead = 500;
// Measured: 2,000 rows a transaction is near the best rate and holds a lock for tens of milliseconds.
const subscribersPerStep = 2_000;
// What is written here may have been written in another region a moment ago, by the same request, which was sent twice. Each hears
// of the other within 200 ms while the links are up; then one of them tells, by a rule. Nobody notices half a second in a mail.
export const heldMs = 400;
// A job may become visible later than its time says: no transaction of ours takes longer, nor does a clock step back further.
const lookBackMs = 20_000;
// A link to sign in by that is older than this is worth no mail; what was asked for while no notifier ran is asked for again.
const mailsLateMs = 15 * 60_000;

export function createExpander(options: ExpanderOptions): Expander {
  const { kit, sql, region, ledger, metrics, readLooks, returnedDoubtMs, aloneAfterMs = 0, onReport = () => undefined } = options;
  // The newest time that was seen of each kind: in busy hours not every look may read hours. A clock that ran ahead for a
  // while must not hide what comes after it was put right.
  const startedAt = kit.clock.now();
  const expansions = createExpansions(kit);
  const newest = { jobs: startedAt, pending: startedAt };
  const since = (look: Look, seen: number) => {
    const now = kit.clock.now();
    return new Date(look === 'recent' ? Math.min(seen, now) - lookBackMs : now - lookMs[look]).toISOString();
  };

  const open = async (opened: { job: NotifyJob; fanout: Fanout }[]) => {
    const shared = opened.flatMap(({ job: { update, telling } }) => (telling ? [{ update, telling }] : []));
    await region.beginTellings(sql, kit.region, shared, kit.clock.now());
    await ledger.openShared(opened.filter(({ job }) => job.telling).map(({ fanout }) => fanout));
    await ledger.open(opened.filter(({ job }) => !job.telling).map(({ fanout }) => fanout));
  };

  // What another region began, and this one goes on with.
  const collectTakenOver = async () => {
    const updates = await region.readTakenOver(sql, kit.region, jobsPerRead);
    if (updates.length === 0) return;
    const known = await ledger.known(updates);
    const jobs = await region.readJobsOf(
      sql,
      updates.filter((update) => !known.has(update)),
    );
    const looks = await readLooks(jobs.map(lookedAt));
    await ledger.openShared(jobs.map((job) => fanoutOf(job, looks)));
  };

  const collectJobs = async (look: Look) => {
    let after = { at: since(look, newest.jobs), update: smallestId };
    for (;;) {
      const jobs = await region.readNotifyJobs(sql, kit.region, { after, limit: jobsPerRead, heldMs });
      const known = await ledger.known(jobs.map(({ update }) => update));
      const fresh = jobs.filter(({ update }) => !known.has(update));
      const looks = await readLooks(fresh.map(lookedAt));
      await open(fresh.map((job) => ({ job, fanout: { ...fanoutOf(job, looks), trace: expansions.begin(job) } })));
      const last = jobs.at(-1);
      if (last) newest.jobs = Math.max(newest.jobs, Date.parse(last.at));
      if (!last || jobs.length < jobsPerRead) return;
      after = { at: last.at, update: last.update };
    }
  };

  const collectPending = async (look: Look) => {
    let after = { at: since(look, newest.pending), id: smallestId };
    for (;;) {
      const pending = await region.readPending(sql, kit.region, { after, limit: jobsPerRead });
      const known = await ledger.known(pending.map(confirmationOf));
      const asked = pending.filter((each) => !known.has(confirmationOf(each)));
      const looks = await readLooks(asked.map((each) => ({ notice: confirmationOf(each), page: each.page, thing: null, components: [] })));
      for (const each of asked) {
        const notice = confirmationOf(each);
        const { page, pageName, at } = each;
        const seen = looks.get(notice) ?? null;
        const question: Fanout = { notice, kind: 'confirmation', page, pageName, at, fact: null, components: [], looks: seen };
        await ledger.confirm(question, each, kit.clock.now()).catch((error: unknown) => {
          if (!isItsOwnFault(error)) throw error;
          metrics.setAside('question');
          kit.log.error({ err: error, page, subscription: each.id }, 'a question cannot be written down, and is left out');
        });
      }
      const last = pending.at(-1);
      if (last) newest.pending = Math.max(newest.pending, Date.parse(last.at));
      if (!last || pending.length < jobsPerRead) return;
      after = { at: last.at, id: last.id };
    }
  };

  // By when they came to this table: whoever asked for one sits before the screen, and its link is good for minutes only.
  const collectMails = async (look: Look) => {
    const since = new Date(kit.clock.now() - (look === 'recent' ? lookBackMs : mailsLateMs));
    const mails = await region.readMails(sql, { since, limit: jobsPerRead });
    const known = await ledger.known(mails.map(({ id }) => id));
    for (const { id, person, email, link, isInvitation, at } of mails) {
      if (known.has(id)) continue;
      const fact = { type: 'sign-in-link', link, isInvitation } as const;
      const fanout: Fanout = { notice: id, kind: 'sign-in', page: smallestId, pageName: '', at, fact, components: [], looks: null };
      await ledger.confirm(
        fanout,
        { id: person, page: smallestId, channel: 'email', address: email, components: [], incident: null, language: null, shape: 'own' },
        kit.clock.now(),
      );
    }
  };

  let decidedTo: string | undefined;
  // Only when no more of them come: until then it is not known which is the newest.
  const collectReturned = async () => {
    const returned = await region.readReturned(sql, kit.region, decidedTo);
    if (!returned || returned.quietMs < returnedQuietMs) return;
    const counts = { 'told-again': 0, 'taken-as-told': 0 };
    for (let after = { at: new Date(0).toISOString(), update: smallestId }; ;) {
      const jobs = await region.readReturnedJobs(sql, kit.region, { after, limit: jobsPerRead });
      const known = await ledger.known(jobs.map(({ update }) => update));
      const decided = Map.groupBy(
        jobs.filter(({ update }) => !known.has(update)),
        ({ at }) => decideReturned({ at, newestAt: returned.newestAt, doubtMs: returnedDoubtMs }),
      );
      const again = decided.get('told-again') ?? [];
      const looks = await readLooks(again.map(lookedAt));
      await ledger.takeAsTold((decided.get('taken-as-told') ?? []).map((job) => fanoutOf(job)));
      await open(again.map((job) => ({ job, fanout: fanoutOf(job, looks) })));
      for (const [decision, { length }] of decided) {
        counts[decision] += length;
        metrics.returned(decision, length);
      }
      const last = jobs.at(-1);
      if (!last || jobs.length < jobsPerRead) break;
      after = { at: last.at, update: last.update };
    }
    decidedTo = returned.lastCame;
    if (counts['told-again'] + counts['taken-as-told'] > 0)
      kit.log.warn(
        { ...counts, newestAt: returned.newestAt },
        'notices came back after a restore: the latest are told again, the others taken as told',
      );
  };

  const concerning = (fanout: Fanout) => ({ incident: incidentOf(fanout), components: fanout.components });
  const setAside = ({ notice, trouble }: ExpandStep) => {
    if (trouble === undefined) return;
    metrics.setAside('notice');
    kit.log.error({ notice, trouble }, 'a notice cannot be told by this version, and is set aside');
  };

  return {
    collect: async (look) => {
      const takenUp = look === 'recent' ? 0 : await ledger.takeUpAgain(kit.clock.now());
      if (takenUp > 0) kit.log.warn({ notices: takenUp }, 'notices that were set aside can be read now, and are told');
      await collectJobs(look);
      if (look === 'recent') await collectTakenOver();
      await collectPending(look);
      await collectMails(look);
      if (look === 'recent') await collectReturned();
    },
    expand: async (signal) => {
      let isAny = false;
      while (!signal.aborted) {
        const step = await ledger.expand({
          now: kit.clock.now(),
          pageSize: subscribersPerStep,
          isTold,
          read: (fanout, cursor, query = sql) => region.readSubscribers(query, fanout.page, concerning(fanout), cursor, subscribersPerStep),
        });
        if (!step) break;
        expansions.step(step.notice, step.rows, step.isDone);
        setAside(step);
        isAny ||= step.rows > 0;
      }
      expansions.endAll();
      return isAny;
    },
    tell: async (signal) => {
      let isAny = false;
      while (!signal.aborted) {
        const step = await ledger.tell({
          region: kit.region,
          now: kit.clock.now(),
          isTold,
          aloneAfterMs,
          read: (fanout, cursor, limit, query = sql) => region.readSubscribers(query, fanout.page, concerning(fanout), cursor, limit),
          readOf: (fanout, ids, query = sql) => region.readSubscribersOf(query, fanout.page, concerning(fanout), ids),
        });
        if (!step) break;
        expansions.step(step.notice, step.rows, step.isDone);
        setAside(step);
        if (step.isAsking) onReport();
        if (step.wentAlone)
          kit.log.warn({ notice: step.notice }, 'no majority of the regions answers: the notice is told without, and may be told twice');
        isAny ||= step.rows > 0;
      }
      return isAny;
    },
  };
}

const smallestId = '00000000-0000-0000-0000-000000000000';

/**
 * One question a day to one subscription: whoever types in a stranger's address again and again fills nobody's mailbox. What staff
 * have sent once more is another question, and there are three of these at most.
 */
function confirmationOf({ id, at, resent }: { id: string; at: string; resent: number }): string {
  return idFrom('confirmation', id, at.slice(0, '2026-11-21'.length), ...(resent > 0 ? [String(resent)] : []));
}

function fanoutOf(job: NotifyJob, looks?: Map<string, Looks>): Fanout {
  const { update, page, pageName, at, fact, components, trace } = job;
  return {
    notice: update,
    kind: 'notice',
    page,
    pageName,
    at,
    fact,
    components,
    looks: looks?.get(update) ?? null,
    trace: travelling(trace),
  };
}

function lookedAt({ update, page, fact, components }: NotifyJob): LookedAt {
  const thing = 'incident' in fact ? fact.incident : 'maintenance' in fact ? fact.maintenance : null;
  return { notice: update, page, thing, components };
}

/**
 * Somebody who chose components is told what touches them, and what touches the page as a whole; who follows one incident is told all
 * of that, and nothing else.
 */
export function isTold(fanout: Fanout, subscriber: Subscriber): boolean {
  const { fact, components } = fanout;
  const told = fact && toldOf(fact);
  // A later version may know more ways to a person than this one does: it is told by that one.
  if (!told || !Channel.safeParse(subscriber.channel).success || !policies[subscriber.channel].isTold(told)) return false;
  if (subscriber.incident !== null) return subscriber.incident === incidentOf(fanout);
  const chosen = subscriber.components;
  return chosen.length === 0 || components.length === 0 || chosen.some((component) => components.includes(component));
}

function incidentOf({ fact }: Pick<Fanout, 'fact'>): string | null {
  return fact !== null && 'incident' in fact ? fact.incident : null;
}
