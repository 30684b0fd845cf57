import { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';

/** What readers see of a group. */
export const GroupView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** The group it stands in, one of the View's, or null: at the top. */
  parent: z.string().nullable(),
  /** A fractional index: groups and components that stand beside each other are shown in its order, then by id. */
  order: z.string(),
  /** Unfolded at first. */
  isOpen: z.boolean(),
  /** The worst of what stands in it, however deep. */
  status: ComponentStatus,
  /** When the group itself was last changed. */
  updatedAt: z.iso.datetime({ offset: true }),
  /** A View of an older version lacks it. */
  createdAt: z.iso.datetime({ offset: true }).optional(),
});
export type GroupView = z.infer<typeof GroupView>;
