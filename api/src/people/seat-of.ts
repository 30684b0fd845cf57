import type { Scope } from '@pharos/core/scope';
import type { Seat } from '@pharos/region/reading/people';
import { roleOnPage, scopesOf, type Role } from '@pharos/resources/seat/role';

/** As what somebody asks: what they see, and what they may do there. */
export interface Standing {
  page: string | null;
  organisation: string | null;
  scopes: readonly Scope[];
  role: Role | null;
  /** Where they have roles on single pages only, which these are. */
  pages?: string[];
}

// No page is called so: who stands here sees nothing.
const nowhere = '00000000-0000-8000-8000-000000000000';
const nothing: Standing = { page: nowhere, organisation: null, scopes: [], role: null };

/** On one page, which is of this organisation (null: of the installation itself; undefined: there is no such page). */
export function onPage(seats: readonly Seat[], page: string, organisation: string | null | undefined): Standing {
  if (organisation === undefined) return nothing;
  const role = roleOnPage(seats, page, organisation);
  return role === undefined ? nothing : { page, organisation, scopes: scopesOf(role), role };
}

/** Beyond pages: in the organisation that is named, or in the only one there is. Undefined: it has to be named. */
export function inOrganisation(seats: readonly Seat[], named: string | null | undefined): Standing | undefined {
  if (named === undefined && seats.length > 1) return undefined;
  const seat = named === undefined ? seats[0] : seats.find(({ organisation }) => organisation === named);
  if (!seat) return nothing;
  const { organisation, role } = seat;
  if (role !== null) return { page: null, organisation, scopes: scopesOf(role), role };
  const pages = Object.keys(seat.pages);
  const [page, ...others] = pages;
  if (page === undefined) return nothing;
  const ofPage = seat.pages[page]!;
  // Of several, lists are what they can ask for; what is done is done on one of them.
  return others.length > 0 ? { ...nothing, pages } : { page, organisation, scopes: scopesOf(ofPage), role: ofPage };
}
