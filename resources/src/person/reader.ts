import type { ReaderSession } from '@pharos/core/reader-session';
import { roleOnPage } from '../seat/role.ts';
import { isSessionOver } from './session.ts';

/** A reader of a page that is for people who are signed in. */
export interface ReaderOf {
  page: string;
  session: ReaderSession;
}

type Known = Parameters<typeof isSessionOver>[0] & { seats: Parameters<typeof roleOnPage>[0] };

/** The session goes on, and the person has a role on the page, or in the whole of its organisation (null: the installation's own page). */
export function maySignedInRead(
  person: Known | undefined,
  { page, session }: ReaderOf,
  organisation: string | null | undefined,
  now: number,
): boolean {
  if (!person || organisation === undefined || isSessionOver(person, session, now)) return false;
  return roleOnPage(person.seats, page, organisation) !== undefined;
}
