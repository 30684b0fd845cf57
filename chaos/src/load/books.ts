import type { Ask } from '../../load/asks.ts';
import type { Series } from '../report/series.ts';
import { createHistogram, type Histogram } from './histogram.ts';

/** One answer, or one that did not come. */
export interface Answered {
  what: Ask['what'];
  /** Of the run. */
  atMs: number;
  /** Of a connection that failed there is none. */
  tookMs?: number;
  isRight: boolean;
}

/** What was seen of everything else in a second. */
export interface Look {
  atMs: number;
  busy: number;
  /** Readers, where there are any. */
  crowd?: { open: number; lost: number; latencies: [ms: number, count: number][] };
}

/** What was measured of one kind of question. */
export interface Kind {
  answers: number;
  failed: number;
  /** Should have been asked while their connection still waited for the answer before: each is counted as one that waited. */
  heldBack: number;
  tookMs: Histogram;
}

export interface Books {
  answered(one: Answered): void;
  looked(look: Look): void;
  kinds(): Map<Ask['what'], Kind>;
  seenMs: Histogram;
  lostReaders(): number;
  series(): Series[];
}

// A connection asks once a second: see `groupsOf`.
const everyMs = 1_000;
// As many points as a plot can show: a soak of eight hours has one for each 48 seconds.
const pointsMax = 600;

type Point = [atS: number, value: number];

interface Step {
  answers: number;
  failed: number;
  worstMs: number;
}

/**
 * What a load measures. An answer that takes longer than its connection's second held others back: they are counted as having waited
 * until then, as if each had been asked in time. Without that, a server that stops for ten seconds has one slow answer to show.
 * (autocannon does it as well, but takes seconds for milliseconds there: its own percentiles are not used.)
 */
export function createBooks(durationS: number): Books {
  const stepS = Math.max(1, Math.ceil(durationS / pointsMax));
  const kinds = new Map<Ask['what'], Kind>();
  const steps = new Map<Ask['what'], Step[]>();
  const seenMs = createHistogram();
  const open: Point[] = [];
  const slowest: Point[] = [];
  const busy: Point[] = [];
  let lostReaders = 0;

  const stepAt = (what: Ask['what'], atMs: number): Step => {
    const all = steps.get(what) ?? steps.set(what, []).get(what)!;
    return (all[Math.floor(atMs / 1_000 / stepS)] ??= { answers: 0, failed: 0, worstMs: 0 });
  };
  const points = (what: Ask['what'], of: (step: Step) => number): Point[] =>
    [...(steps.get(what) ?? []).entries()].flatMap(([at, step]) => (step ? [[at * stepS, round(of(step))] as Point] : []));
  const byKind = (name: string, unit: string, of: (step: Step) => number): Series => ({
    name,
    unit,
    stepS,
    lines: [...kinds.keys()].map((what) => ({ region: what, points: points(what, of) })),
  });

  return {
    answered: ({ what, atMs, tookMs, isRight }) => {
      const kind = kinds.get(what) ?? kinds.set(what, { answers: 0, failed: 0, heldBack: 0, tookMs: createHistogram() }).get(what)!;
      const step = stepAt(what, atMs);
      kind.answers++;
      step.answers++;
      if (!isRight) {
        kind.failed++;
        step.failed++;
      }
      if (tookMs === undefined) return;
      step.worstMs = Math.max(step.worstMs, tookMs);
      kind.tookMs.add(tookMs);
      for (let waitedMs = tookMs - everyMs; waitedMs > 0; waitedMs -= everyMs) {
        kind.tookMs.add(waitedMs);
        kind.heldBack++;
      }
    },
    looked: ({ atMs, busy: percent, crowd }) => {
      const atS = Math.floor(atMs / 1_000 / stepS) * stepS;
      most(busy, atS, percent);
      if (!crowd) return;
      most(open, atS, crowd.open);
      lostReaders += crowd.lost;
      for (const [ms, count] of crowd.latencies) seenMs.add(ms, count);
      if (crowd.latencies.length > 0) most(slowest, atS, Math.max(...crowd.latencies.map(([ms]) => ms)));
    },
    kinds: () => kinds,
    seenMs,
    lostReaders: () => lostReaders,
    series: () => [
      byKind('Answers', 'a second', ({ answers }) => answers / stepS),
      byKind('Slowest answer', 'ms', ({ worstMs }) => worstMs),
      byKind('Answers that were not right, or did not come', 'a second', ({ failed }) => failed / stepS),
      ...(open.length > 0 ? [alone('Readers with an open stream', 'readers', open)] : []),
      ...(slowest.length > 0 ? [alone('From a responder to a reader, slowest', 'ms', slowest)] : []),
      alone('Processors of this machine', '% busy', busy),
    ],
  };

  function alone(name: string, unit: string, all: Point[]): Series {
    return { name, unit, stepS, lines: [{ region: 'all', points: all }] };
  }
}

/** The most within a step. */
function most(points: Point[], atS: number, value: number): void {
  const last = points.at(-1);
  if (last?.[0] === atS) last[1] = Math.max(last[1], value);
  else points.push([atS, value]);
}

const round = (value: number) => Math.round(value * 10) / 10;
