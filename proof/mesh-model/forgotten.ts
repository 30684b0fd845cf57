import { isWhole, type Version } from '@pharos/core/version';
import { Broken } from './auditor.ts';
import type { ModelRegion } from './region.ts';

export interface ForgottenOptions {
  regions: ModelRegion[];
  isCut(from: ModelRegion, to: ModelRegion): boolean;
}

/** Where a place of a log is that the one who was asked does not keep, and whether it may be missing there. */
export function createForgotten({ regions, isCut }: ForgottenOptions) {
  const has = ({ store }: ModelRegion, origin: number, seq: number) => store.state.log.get(origin)?.has(seq) ?? false;
  return {
    isForgotten: (region: ModelRegion, origin: number, seq: number, vv: Version): boolean =>
      seq < (region.store.state.keptFrom[String(origin)] ?? 1) || (isWhole(vv, origin) && !has(region, origin, seq)),
    holderOf: (from: ModelRegion, to: ModelRegion, origin: number, seq: number): ModelRegion | undefined =>
      regions.find((other) => other !== from && other !== to && !isCut(other, to) && has(other, origin, seq)),
    // Who has copied documents has no log of them. Others have: unless they are out of touch now, or their database was put back.
    checkForgotten: (from: ModelRegion, to: ModelRegion, origin: number, seq: number): void => {
      if (to.wasRestored || to.wasRemoved) return;
      const isElsewhere = regions.some((other) => other.wasRestored || has(other, origin, seq));
      if (!from.hasResynced || !isElsewhere) throw new Broken(`the log was forgotten before ${to.name} had it`);
    },
  };
}
