import * as fc from 'fast-check';

/** One thing that happens to the world of the model. Regions are taken modulo their number, messages modulo what waits. */
export type Step =
  | { do: 'write'; region: number; what: WriteKind; thing: number; value: number }
  /** A write whose transaction fails at its end: nothing of it may be seen. */
  | { do: 'abort'; region: number; thing: number; value: number }
  /** Several come at once and share a transaction, as far as nobody else holds what they need. */
  | { do: 'group'; region: number; writes: { what: WriteKind; thing: number; value: number }[]; isHeld: boolean }
  | { do: 'relay'; region: number; isCut: boolean }
  | { do: 'deliver' | 'repeat' | 'lose'; from: number; to: number; at: number }
  | { do: 'beat'; from: number; to: number }
  | { do: 'cut' | 'heal'; from: number; to: number }
  /** The process dies: what it had in memory is gone. With its database: that starts again, too. */
  | { do: 'crash'; region: number; database: boolean }
  /** The database alone is started again, under processes that live on. */
  | { do: 'restart'; region: number }
  | { do: 'snapshot'; region: number }
  /** An older copy is put back: under its processes, or with them. */
  | { do: 'restore'; region: number; isAlone: boolean }
  /** A minute in which nothing moves: what a region wrote under before is retired, as far as everybody has it. */
  | { do: 'retire'; region: number }
  | { do: 'skew'; region: number; ms: number }
  | { do: 'prune'; region: number }
  /** Somebody says that a region is no member any more, or that it is one again. */
  | { do: 'member'; region: number; of: number; state: 'active' | 'left' | 'dead' }
  | { do: 'purge'; region: number; thing: number };

export type WriteKind = 'status' | 'name' | 'post' | 'resolve' | 'title' | 'edit' | 'remove' | 'restore' | 'text';

const region = fc.nat({ max: 6 });
const pair = { from: region, to: region };
const at = fc.nat({ max: 5 });
const what = fc.constantFrom<WriteKind>('status', 'name', 'post', 'post', 'resolve', 'title', 'edit', 'remove', 'restore', 'text', 'text');

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({ do: fc.constant('write' as const), region, what, thing: fc.nat({ max: 1 }), value: fc.nat({ max: 7 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), region, thing: fc.nat({ max: 1 }), value: fc.nat({ max: 7 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('group' as const),
      region,
      writes: fc.array(fc.record({ what, thing: fc.nat({ max: 1 }), value: fc.nat({ max: 7 }) }), { minLength: 2, maxLength: 4 }),
      isHeld: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('relay' as const), region, isCut: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), ...pair, at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('repeat' as const, 'lose' as const), ...pair, at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('beat' as const), ...pair }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'heal' as const), ...pair }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), region, database: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), region }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('snapshot' as const), region }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), region, isAlone: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retire' as const), region }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('skew' as const), region, ms: fc.integer({ min: -10_000, max: 10_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const), region }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('member' as const),
      region,
      of: region,
      state: fc.constantFrom('active' as const, 'active' as const, 'left' as const, 'dead' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const), region, thing: fc.nat({ max: 9 }) }) },
);

export const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' });
