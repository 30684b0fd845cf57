import type { Query } from '@pharos/core/outside/postgres';

/** What opens a private page beside the tokens that its team gives: of each way only where the page asks for it. */
export interface WayIn {
  passwordHash?: string;
  addresses?: string[];
  /** To whoever is signed in with a role on it. */
  isForSignedIn?: true;
}

/** Undefined: there is no such page, or it is public. */
export async function readWayIn(sql: Query, page: string): Promise<WayIn | undefined> {
  const [row] = await sql<{ visibility: string; password_hash: string | null; addresses: string[] }[]>`
    select visibility, password_hash, addresses from page where id = ${page} and private`;
  if (!row) return undefined;
  return {
    ...(row.visibility === 'password' && row.password_hash !== null ? { passwordHash: row.password_hash } : {}),
    ...(row.visibility === 'addresses' ? { addresses: row.addresses } : {}),
    ...(row.visibility === 'signed-in' ? { isForSignedIn: true as const } : {}),
  };
}

/** What of a page's settings no reader is told. */
export interface StaffSettings {
  visibility: string;
  hasPassword: boolean;
  addresses: string[];
  /** Of the page, and of its organisation where the page says nothing. */
  features: Record<string, boolean>;
}

export async function readStaffSettings(sql: Query, page: string): Promise<StaffSettings | undefined> {
  const [row] = await sql<StaffSettings[]>`
    select case when private then visibility else 'public' end as visibility, password_hash is not null as "hasPassword", addresses,
      coalesce(organisation.features, '{}') || page.features as features
    from page left join organisation on organisation.id = page.organisation
    where page.id = ${page}`;
  return row;
}
