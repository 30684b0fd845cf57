import type { Role } from '@pharos/resources/seat/role';
import type { Caller } from '../env.ts';

/** What somebody is to the people of an organisation: an administrator's key is an administrator; and whoever runs the installation stands above the organisations in it. */
export function roleIn({ by, role, scopes, organisation: own }: Caller, organisation: string | null): Role {
  if (!scopes.includes('admin')) return 'viewer';
  if (own === null && (by === 'key' || organisation !== null)) return 'owner';
  return by === 'key' ? 'admin' : (role ?? 'viewer');
}
