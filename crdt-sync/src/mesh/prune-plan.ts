import { reachedIn, type Version } from '@pharos/core/version';

export interface PrunePlanInput {
  own: Version;
  /** Every region that may still ask us: its vector as we last heard it; undefined: never heard. */
  members: (Version | undefined)[];
}

/** Up to where each origin's log may be forgotten: what every member has. One that was never heard holds everything back. */
export function planPrune({ own, members }: PrunePlanInput): Version {
  const plan: Version = {};
  for (const [origin, seq] of Object.entries(own)) {
    const kept = Math.min(seq, ...members.map((vv) => (vv ? reachedIn(vv, Number(origin)) : 0)));
    if (kept > 0) plan[origin] = kept;
  }
  return plan;
}
