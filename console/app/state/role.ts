import type { PageRow } from './pages.ts';
import { pageScreens, teamScreens, type Screen } from './place.ts';
import type { Account } from './session.ts';

export type Role = NonNullable<Account['seats'][number]['role']>;

/** From all that can be done to looking. */
export const roles: Role[] = ['owner', 'admin', 'responder', 'maintainer', 'viewer'];

/** The most that somebody is on this page, by any seat that they have: as the API reckons it. */
export function roleOn({ seats }: Pick<Account, 'seats'>, page: Pick<PageRow, 'id' | 'organisation'>): Role | undefined {
  const there = seats.filter(({ organisation }) => organisation === page.organisation || organisation === null);
  const held = new Set(there.flatMap((seat) => seat.pages[page.id] ?? seat.role ?? []));
  return roles.find((role) => held.has(role));
}

const forAdmins: ReadonlySet<Screen> = new Set<Screen>(['subscribers', 'deliveries', 'settings', 'people', 'keys', 'audit']);

export const isAdmin = (role: Role | undefined): boolean => role === 'owner' || role === 'admin';

/** The screens that somebody can use: one that only says no is not offered. */
export function screensOf(role: Role | undefined): { page: Screen[]; team: Screen[] } {
  const mayUse = (screen: Screen) => isAdmin(role) || !forAdmins.has(screen);
  return { page: pageScreens.filter(mayUse), team: teamScreens.filter(mayUse) };
}
