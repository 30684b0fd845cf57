import { reachedIn, regionOfOrigin, wholeSeq, type Version } from '@pharos/core/version';

export interface RetirePlanInput {
  /** What this region writes under: every earlier origin of the region was given up for a later one. */
  own: number;
  version: Version;
  /** Every other member, as it was heard a moment ago; undefined: it was not, or it cannot read a vector without old origins. */
  members: (Version | undefined)[];
  /** For long enough nobody has had anything else of it: nothing of it is on its way any more. */
  isQuiet(origin: number, seq: number): boolean;
}

export interface RetirePlan {
  /** With all before it. */
  origin: number;
  /** Where those end that are still named. */
  ends: Version;
}

/**
 * Which of its earlier origins a region may retire: from the first on, as far as every member has exactly as much of each as
 * this region has. Only the region itself decides this, so that there is one word about each.
 */
export function planRetirement({ own, version, members, isQuiet }: RetirePlanInput): RetirePlan | undefined {
  const heard = members.filter((member) => member !== undefined);
  if (heard.length < members.length) return undefined;
  const ends: Version = {};
  let last: number | undefined;
  for (const origin of earlierOrigins(own, [version, ...heard])) {
    const seq = version[String(origin)] ?? 0;
    if (seq === wholeSeq) continue;
    if (heard.some((vv) => reachedIn(vv, origin) !== seq) || !isQuiet(origin, seq)) break;
    ends[String(origin)] = seq;
    last = origin;
  }
  return last === undefined ? undefined : { origin: last, ends };
}

/** Of the region that writes under `own`, what it wrote under before, as far as these vectors name it; ascending. */
export function earlierOrigins(own: number, vectors: Version[]): number[] {
  const named = new Set(vectors.flatMap((vector) => Object.keys(vector).map(Number)));
  const isEarlier = (origin: number) => origin < own && regionOfOrigin(origin) === regionOfOrigin(own);
  return [...named].filter(isEarlier).sort((a, b) => a - b);
}
