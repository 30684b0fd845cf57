import { gatherCrowd as gather, type Crowd } from '@pharos/lab/crowd/crowd';
import { pinned } from './servers.ts';

export type { Crowd };
export const crowdCore = '1';

/** The readers, alone on core 1. */
export function gatherCrowd(size: number): Promise<Crowd> {
  return gather(size, pinned(crowdCore));
}
