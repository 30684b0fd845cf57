import { idFrom } from '@pharos/core/id';
import { z } from 'zod';
import { Moment, Uuid } from '../field-values.ts';
import { known, type Fold } from '../fold.ts';
import { Role } from './role.ts';

// More pages than this are opened by a role in the whole organisation.
export const seatPagesMax = 200;

export const SeatFields = z.object({
  person: Uuid,
  /** Null: the installation itself. */
  organisation: Uuid.nullable(),
  /** On every page of it; null: on those only that are named. */
  role: Role.nullable(),
  /** What they are on single pages, where that is something else. */
  pages: z.record(Uuid, Role),
  createdAt: Moment,
  removed: z.boolean().default(false),
});
export type SeatDoc = z.infer<typeof SeatFields>;

export function readSeatDoc(fold: Fold): SeatDoc | undefined {
  return known(SeatFields, fold, 'person');
}

/** Somebody has one place in an organisation, whoever gives it and wherever. */
export function seatId(organisation: string | null, person: string): string {
  return idFrom('seat', organisation ?? 'installation', person);
}
