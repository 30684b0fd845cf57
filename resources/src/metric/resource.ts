import { limits } from '@pharos/core/limits';
import { defineResource } from '../define-resource.ts';
import { defineFlat } from '../flat.ts';
import { bringPoints } from './brought.ts';
import { fields } from './fields.ts';
import { pushPoints } from './points.ts';

const flat = defineFlat({ kind: 'metric', many: 'metrics', perPageMax: limits.metricsPerPageMax, readBy: 'read', fields });

/** Something that is measured again and again. Its points stand in tables of their own, and go with it when it is purged. */
export const metric = defineResource({
  ...flat,
  namedIn: [
    ['metric_point', 'metric'],
    ['metric_rollup', 'metric'],
  ],
  verbs: [...flat.verbs, pushPoints, bringPoints],
});
