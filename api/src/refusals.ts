import type { Context } from 'hono';
import { customerOf } from '@pharos/core/ip';
import { Problem } from '@pharos/core/problem';
import type { Refusal } from '@pharos/region/reading/audit';
import type { Env } from './env.ts';

export interface Refusals {
  /** Counts whom this failure refused, if it did. */
  note(c: Context<Env>, error: unknown): void;
  /** The same of a key that is none. */
  noteKey(address: string): void;
  /** What was counted since this was last asked. */
  take(): Refusal[];
}

// Of each minute: a flood of made-up keys fills no table; what does not fit is counted as of nobody.
const entriesMax = 1_000;
const minuteMs = 60_000;

/** Who was refused what, by the minute: for whoever looks afterwards who tried. */
export function createRefusals(now: () => number): Refusals {
  let counted = new Map<string, Refusal>();
  const count = (refusal: Omit<Refusal, 'count'>) => {
    const id = [refusal.minute, refusal.reason, refusal.who, refusal.address].join();
    const known = counted.get(id);
    if (known) known.count += 1;
    else counted.set(id, { ...refusal, count: 1 });
  };
  const isFull = () => counted.size >= entriesMax;
  const thisMinute = () => new Date(Math.floor(now() / minuteMs) * minuteMs).toISOString();
  return {
    noteKey: (address) =>
      count({
        minute: thisMinute(),
        reason: 'not-known',
        who: '',
        address: isFull() ? '' : customerOf(address),
        organisation: null,
        page: null,
      }),
    note: (c, error) => {
      if (!(error instanceof Problem) || (error.code !== 'unauthorized' && error.code !== 'forbidden')) return;
      const caller = c.get('caller');
      const minute = thisMinute();
      const where = { organisation: caller?.organisation ?? null, page: caller?.page ?? null };
      const who = isFull() ? '' : (caller?.id ?? c.get('tried') ?? '');
      const address = isFull() ? '' : customerOf(c.get('address') ?? '');
      const what = c.req.path.startsWith('/v1/sign-in') ? 'sign-in' : error.code === 'forbidden' ? 'not-allowed' : 'not-known';
      count({ minute, reason: what, who, address, ...(isFull() ? { organisation: null, page: null } : where) });
    },
    take: () => {
      const taken = [...counted.values()];
      counted = new Map();
      return taken;
    },
  };
}
