import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { gatherCrowd } from '@pharos/lab/crowd/crowd';
import { watchProcessors } from '../watch/processors.ts';
import { createBooks, type Books } from './books.ts';
import { planOf, type Flow, type Plan, type Share } from './plan.ts';
import type { Profile } from '../../load/profiles.ts';
import { runFlow, type FlowEnd } from './start-flow.ts';
import type { Target } from './target.ts';

export interface RunLoad {
  profile: Profile;
  share: Share;
  target: Target;
  run: string;
  onProgress(line: string): void;
  /** Ends it early: what was measured until then is told. */
  signal: AbortSignal;
}

export interface Run {
  plan: Plan;
  books: Books;
  flows: { what: Flow['what']; perSecond: number; sent: number; underWay: number }[];
  /** For how long it ran. */
  ranMs: number;
  isCutShort: boolean;
  /** In per cent, and how late the generator's own loop was, 99 of 100 times. */
  machine: { busy: number; lateMs: number };
  /** What went otherwise than asked for. */
  notes: string[];
}

const everyMs = 1_000;
const loopMs = 10;
// The last answers of all may still reach a reader.
const settleMs = 500;

/** Drives a profile against a region, and answers what was measured. */
export async function runLoad({ profile, share, target, run, onProgress, signal }: RunLoad): Promise<Run> {
  const notes: string[] = [];
  const planned = planOf(profile, share);
  const isLinux = process.platform === 'linux';
  if (planned.readers > 0 && !isLinux) notes.push('the readers were left out: they need epoll, which only Linux has');
  const plan = isLinux ? planned : { ...planned, readers: 0 };
  const books = createBooks(plan.durationS);
  await using opened = new AsyncDisposableStack();
  const crowd = plan.readers > 0 ? opened.use(await gatherCrowd(plan.readers)) : undefined;
  crowd?.open({ ...target.live, isOneAddress: true }, { looksFor: 'news' });

  const zero = performance.now();
  const now = () => performance.now() - zero;
  const ended = new AbortController();
  const stopping = AbortSignal.any([signal, ended.signal]);
  const delay = monitorEventLoopDelay({ resolution: loopMs });
  delay.enable();
  const busyAll = watchProcessors();
  const busyNow = watchProcessors();
  let readersNow = 0;
  const looking = look();
  const flows = Promise.all(
    plan.flows.map((flow) =>
      runFlow(flow, { settings: target.settings, durationS: plan.durationS, run, now, onAnswer: books.answered, signal: stopping }),
    ),
  );
  // Without questions there are only readers, who stay for their time.
  await Promise.all([flows, pause(plan.durationS * 1_000, undefined, { signal: stopping }).catch(() => undefined)]);
  const ends = await flows;
  const ranMs = now();
  const busy = busyAll();
  await pause(settleMs);
  ended.abort();
  await looking;
  delay.disable();
  const missing = plan.readers - books.lostReaders() - readersNow;
  if (missing > 0) notes.push(`${missing} of ${plan.readers} readers were never let in`);
  notes.push(...ends.flatMap(({ trouble }) => trouble ?? []));
  return {
    plan,
    books,
    flows: plan.flows.map(({ what, perSecond }, at) => ({ what, perSecond, ...sentOf(ends[at]!) })),
    ranMs,
    isCutShort: signal.aborted,
    machine: { busy, lateMs: Math.max(0, delay.percentile(99) / 1e6 - loopMs) },
    notes,
  };

  /** Whose processes end have no number; what else is measured is told all the same. */
  async function countReaders() {
    try {
      return await crowd?.count();
    } catch (error) {
      const { message } = error as Error;
      if (!notes.includes(message)) notes.push(message);
      return undefined;
    }
  }

  async function look(): Promise<void> {
    while (!ended.signal.aborted) {
      await pause(everyMs, undefined, { signal: ended.signal }).catch(() => undefined);
      const count = await countReaders();
      readersNow = count?.open ?? 0;
      books.looked({ atMs: now(), busy: busyNow(), ...(count ? { crowd: count } : {}) });
      onProgress(progress(now(), plan, books, count?.open));
    }
  }
}

function sentOf({ sent, underWay }: FlowEnd) {
  return { sent, underWay };
}

function progress(atMs: number, { durationS }: Plan, books: Books, open: number | undefined): string {
  const kinds = [...books.kinds()].map(
    ([what, { answers, failed, tookMs }]) => `${what} ${answers}${failed > 0 ? ` (${failed} failed)` : ''} p99 ${tookMs.quantile(0.99)} ms`,
  );
  const readers = open === undefined ? [] : [`${open} readers, ${books.seenMs.count()} updates seen`];
  return [`${Math.round(atMs / 1_000)} of ${durationS} s`, ...kinds, ...readers].join('; ');
}
