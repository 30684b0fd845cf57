import type { Experiment } from '../experiment.ts';
import { regionCut } from './region-cut.ts';

/** Everything that can be drilled. */
export const experiments: Experiment[] = [regionCut];
