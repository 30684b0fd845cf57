import { Id } from '@pharos/core/id';
import { z } from 'zod';

/** What a public metric was over the last day, as a page draws it. */
export const MetricGraph = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  unit: z.string().optional(),
  decimals: z.number().int(),
  /** The mean of each part of the range, from its beginning; null: nothing was measured. */
  values: z.array(z.number().nullable()),
  min: z.number().nullable(),
  max: z.number().nullable(),
});
export type MetricGraph = z.infer<typeof MetricGraph>;

export const MetricGraphs = z.object({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  items: z.array(MetricGraph),
});
export type MetricGraphs = z.infer<typeof MetricGraphs>;
