import { defineResource } from '../define-resource.ts';
import { editSeat, invitePerson, removeSeat } from './changes.ts';
import { readSeatDoc, SeatFields } from './fields.ts';

/** What a person is in an organisation. */
export const seat = defineResource({
  kind: 'seat',
  fields: SeatFields,
  staysHere: true,
  tables: [['seat', 'id']],
  row: readSeatDoc,
  verbs: [invitePerson, editSeat, removeSeat],
});
