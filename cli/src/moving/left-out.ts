import type { LeftOut } from './taken.ts';

/** All that is not taken along, however much that is: of each reason the first ones by themselves, the others as a number. */
export interface LeftList {
  add(left: LeftOut): void;
  /** The first of each reason. */
  shown(): LeftOut[];
  /** Of each reason how many. */
  counts(): { why: string; count: number }[];
  total(): number;
}

// Enough to see what is wrong with them; a hundred thousand are read by nobody.
const shownMax = 20;

export function createLeftList(): LeftList {
  const reasons = new Map<string, { shown: LeftOut[]; count: number }>();
  return {
    add: (left) => {
      const reason = reasons.get(left.why) ?? { shown: [], count: 0 };
      reasons.set(left.why, reason);
      reason.count += 1;
      if (reason.shown.length < shownMax) reason.shown.push(left);
    },
    shown: () => [...reasons.values()].flatMap(({ shown }) => shown),
    counts: () => [...reasons].map(([why, { count }]) => ({ why, count })),
    total: () => [...reasons.values()].reduce((sum, { count }) => sum + count, 0),
  };
}

export function sentencesOf(list: LeftList): string[] {
  const one = ({ what, why, file, line }: LeftOut) => {
    const place = [file, line === undefined ? undefined : `line ${line}`].filter((each) => each !== undefined).join(', ');
    return `${what}${place === '' ? '' : ` (${place})`}: ${why}`;
  };
  const more = list.counts().flatMap(({ why, count }) => (count > shownMax ? [`${count - shownMax} more: ${why}`] : []));
  return [...list.shown().map(one), ...more];
}
