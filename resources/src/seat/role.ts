import type { Scope } from '@pharos/core/scope';
import { z } from 'zod';

/** What somebody is in an organisation or on a page; who stands before may do all that those behind may. */
export const Role = z.enum([
  'owner', // an administrator who also says who owns it
  'admin', // everything but that: people, keys, subscribers, what decides who sees a page
  'responder', // incidents, maintenances, components and their states
  'maintainer', // maintenances, and looks at the rest
  'viewer', // looks
]);
export type Role = z.infer<typeof Role>;

const scopes: Record<Role, readonly Scope[]> = {
  owner: ['admin'],
  admin: ['admin'],
  responder: ['write'],
  maintainer: ['read', 'maintenances:write'],
  viewer: ['read'],
};

/** What a role may do, in the words of a key. */
export function scopesOf(role: Role): readonly Scope[] {
  return scopes[role];
}

/** May somebody of this role make another one that? Administrators make all but owners. */
export function mayName(own: Role, role: Role): boolean {
  if (own === 'owner') return true;
  return own === 'admin' && role !== 'owner';
}

/** Whoever has a seat in the installation (null) has it everywhere; a role on the page itself comes before that in the organisation. */
export function roleOnPage(
  seats: readonly { organisation: string | null; role: Role | null; pages: Record<string, Role> }[],
  page: string,
  organisation: string | null,
): Role | undefined {
  const there = seats.filter((seat) => seat.organisation === organisation || seat.organisation === null);
  const roles = new Set(there.flatMap((seat) => seat.pages[page] ?? seat.role ?? []));
  return Role.options.find((role) => roles.has(role));
}
