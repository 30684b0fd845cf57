import { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { shown } from '../define-fields.ts';
import { fields } from './fields.ts';

/** What readers see of a component. */
export const ComponentView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** A heading without a group behind it, or null; always null where it stands in a group. */
  group: z.string().nullable(),
  /** The group that it stands in, one of the View's, or null. A View of an older version lacks it. */
  groupId: z.string().nullable().optional(),
  /** A fractional index: components are shown in its order, then by id. */
  order: z.string(),
  /** What it shows: its own, or the worst of what open incidents and maintenance say of it. */
  status: ComponentStatus,
  /** When the component itself was last changed; incidents and maintenance may have moved its status since. */
  updatedAt: z.iso.datetime({ offset: true }),
  /** A View of an older version lacks it. */
  createdAt: z.iso.datetime({ offset: true }).optional(),
  ...shown(fields),
});
export type ComponentView = z.infer<typeof ComponentView>;
