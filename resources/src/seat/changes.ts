import { Id } from '@pharos/core/id';
import { Name } from '@pharos/core/texts';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef } from '../kind.ts';
import { Email, personId, readPersonDoc } from '../person/fields.ts';
import { alreadyDone, differing, notFound, type DocWrite, type FoldOf, type Plan } from '../plan.ts';
import { readSeatDoc, seatId, seatPagesMax } from './fields.ts';
import { Role } from './role.ts';

export const PageRoles = z
  .record(Id, Role)
  .refine((pages) => Object.keys(pages).length <= seatPagesMax, `at most ${seatPagesMax} pages: give a role in the whole organisation`);

/** Makes somebody's place in an organisation and, if nobody of that address is known yet, the person. Asked again, it changes nothing. */
export const invitePerson = defineVerb({
  schema: z.object({
    type: z.literal('invite-person'),
    email: Email,
    name: Name,
    organisation: Id.nullable(),
    role: Role.nullable(),
    pages: PageRoles,
  }),
  about: ({ organisation, email }) => docRef('seat', seatId(organisation, personId(email)), null),
  makes: true,
  locks: ({ email }) => [docRef('person', personId(email), null)],
  plan: ({ email, name, organisation, role, pages }, input) => {
    const person = personId(email);
    const [personRef, ref] = [docRef('person', person, null), docRef('seat', seatId(organisation, person), null)];
    const writes: DocWrite[] = [];
    if (!readPersonDoc(input.fold(personRef))) writes.push({ ref: personRef, fields: { email, name, createdAt: input.now } });
    const before = readSeatDoc(input.fold(ref));
    const said = { role, pages, removed: false };
    const fields: Record<string, Json> = before ? differing(before, said) : { person, organisation, ...said, createdAt: input.now };
    if (Object.keys(fields).length > 0) writes.push({ ref, fields });
    return { writes, facts: [], notify: null };
  },
});

export const editSeat = defineVerb({
  schema: z.object({
    type: z.literal('edit-seat'),
    seat: Id,
    role: Role.nullable().optional(),
    pages: PageRoles.optional(),
  }),
  about: ({ seat }) => docRef('seat', seat, null),
  plan: ({ seat, role, pages }, input) => writing(seat, input.fold, { role, pages }),
});

export const removeSeat = defineVerb({
  schema: z.object({ type: z.literal('remove-seat'), seat: Id }),
  about: ({ seat }) => docRef('seat', seat, null),
  plan: ({ seat }, input) => writing(seat, input.fold, { removed: true, role: null, pages: {} }),
});

function writing(seat: string, fold: FoldOf, said: Record<string, Json | undefined>): Plan {
  const ref = docRef('seat', seat, null);
  const before = readSeatDoc(fold(ref));
  if (!before) throw notFound('person');
  const fields = differing(before, said);
  return Object.keys(fields).length === 0 ? alreadyDone : { writes: [{ ref, fields }], facts: [], notify: null };
}
