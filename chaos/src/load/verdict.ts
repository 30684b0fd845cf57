import { thresholds } from '../../load/profiles.ts';
import { busyMax } from '../watch/processors.ts';
import type { Books } from './books.ts';
import type { Plan } from './plan.ts';

/** One threshold of the profiles, and what was measured. */
export interface Judged {
  name: string;
  unit: string;
  target: string;
  measured: number;
  isKept: boolean;
}

export interface Verdict {
  verdict: 'pass' | 'fail' | 'invalid';
  reason: string | undefined;
}

/** Each threshold of k6 that this plan is about. */
export function judge(plan: Plan, books: Books, limits: Record<string, string[]> = thresholds): Judged[] {
  return Object.entries(limits).flatMap(([metric, all]) => {
    const measure = measureOf(metric, plan, books);
    return measure === undefined ? [] : all.map((limit) => judged(metric, limit, measure));
  });
}

/** How a limit reads what was measured: `rate<0.001`, `count<10`, `p(99)<500`. */
interface Measure {
  rate?: number;
  count?: number;
  quantile?(share: number): number;
}

/** Undefined: this plan does not do what the metric is about. What it does and has no figure for is NaN, and no promise kept. */
function measureOf(metric: string, plan: Plan, books: Books): Measure | undefined {
  const [, name = metric, what] = /^(\w+)\{what:([\w-]+)\}$/.exec(metric) ?? [];
  if (metric === 'update_seen_ms') {
    const isAsked = plan.readers > 0 && plan.flows.some((flow) => flow.what === 'write');
    return isAsked ? { quantile: (share) => books.seenMs.quantile(share) } : undefined;
  }
  if (metric === 'dropped_iterations')
    return plan.flows.length === 0 ? undefined : { count: [...books.kinds().values()].reduce((sum, kind) => sum + kind.heldBack, 0) };
  if (what === 'live') return plan.readers === 0 ? undefined : { rate: books.lostReaders() / plan.readers };
  const flow = plan.flows.find((each) => each.what === what);
  if (!flow) return undefined;
  const kind = books.kinds().get(flow.what);
  if (name === 'http_req_failed') return { rate: kind ? kind.failed / kind.answers : Number.NaN };
  return { quantile: (share) => kind?.tookMs.quantile(share) ?? Number.NaN };
}

function judged(metric: string, limit: string, measure: Measure): Judged {
  const [, how, share, most] = /^(rate|count|p\((\d+)\))<([\d.]+)$/.exec(limit) ?? [];
  if (how === undefined) throw new Error(`${metric}: nobody can read the limit ${limit}`);
  const measured = share === undefined ? measure[how as 'rate' | 'count'] : measure.quantile?.(Number(share) / 100);
  if (measured === undefined) throw new Error(`${metric} has no ${how}`);
  const isKept = measured < Number(most);
  if (how === 'rate') return { name: metric, unit: '%', target: `below ${Number(most) * 100}`, measured: measured * 100, isKept };
  if (how === 'count') return { name: metric, unit: 'questions', target: `below ${most}`, measured, isKept };
  return { name: `${metric}, ${share} of 100`, unit: 'ms', target: `below ${most}`, measured, isKept };
}

// The generator is then late itself, and what it measures is its own.
const lateMsMax = 100;

/** What was slow on a machine where everybody waits for everybody says nothing of the product. What was kept there is kept. */
export function verdictOf(all: Judged[], machine: { busy: number; lateMs: number }): Verdict {
  if (all.every(({ measured }) => Number.isNaN(measured))) return { verdict: 'invalid', reason: 'nothing was measured' };
  const broken = all.filter(({ isKept }) => !isKept);
  if (broken.length === 0) return { verdict: 'pass', reason: undefined };
  const again = 'try again with less of it (--scale 0.1) or on a larger machine';
  if (machine.busy > busyMax)
    return { verdict: 'invalid', reason: `this machine, which carries servers and generator, was ${machine.busy} % busy: ${again}` };
  if (machine.lateMs > lateMsMax)
    return { verdict: 'invalid', reason: `the generator itself was ${Math.round(machine.lateMs)} ms late: ${again}` };
  return { verdict: 'fail', reason: `not kept: ${broken.map(({ name }) => name).join('; ')}` };
}
