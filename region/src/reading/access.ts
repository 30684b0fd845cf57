import type { Query } from '@pharos/core/outside/postgres';
import type { Scope } from '@pharos/core/scope';
import { broughtPrefix } from '@pharos/resources/access-key/fields';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

/** Whose things somebody may see: of one page, of one organisation's pages, or, with neither, of all. */
export interface Whose {
  page: string | null;
  organisation: string | null;
  /** Of several pages: where pages are listed, these are; whatever else is looked for is not there. */
  pages?: string[];
}

export interface ApiKey extends Whose {
  id: string;
  name: string;
  scopes: Scope[];
  expiresAt: string | null;
}

type KeyRow = Omit<ApiKey, 'expiresAt'> & { expires_at: Date | null };

/** The key behind a secret's SHA-256; a revoked one is not there. */
export async function readApiKey(sql: Query, hash: string): Promise<ApiKey | undefined> {
  const [key] = await sql<KeyRow[]>`
    select id, page, organisation, name, scopes, expires_at from api_key where hash = ${hash} and not revoked`;
  return key && apiKey(key);
}

export interface ListedKey extends ApiKey {
  revoked: boolean;
  createdAt: string;
  /** It came from another installation without its secret: it opens nothing. */
  needsRotation: boolean;
  /** In this region, and about. */
  lastUsedAt: string | null;
}

/** By id. */
export async function readApiKeys(sql: Query, { after, limit, page, organisation }: Slice & Whose): Promise<List<ListedKey>> {
  const key = readKey(after, 'id');
  const rows = await sql<(KeyRow & { revoked: boolean; needs_rotation: boolean; created_at: Date; used_at: Date | null })[]>`
    select id, page, organisation, name, scopes, revoked, starts_with(hash, ${broughtPrefix}) as needs_rotation, created_at, expires_at, used_at
    from api_key left join api_key_use on api_key_use.key = api_key.id
    where true ${key ? sql`and id > ${key.id}` : sql``} ${whose(sql, { page, organisation })}
    order by id limit ${limit + 1}`;
  return listOf(
    [...rows],
    limit,
    () => '',
    ({ created_at, used_at, revoked, needs_rotation, ...row }) => ({
      ...apiKey(row),
      revoked,
      needsRotation: needs_rotation,
      createdAt: created_at.toISOString(),
      lastUsedAt: used_at?.toISOString() ?? null,
    }),
  );
}

function whose(sql: Query, { page, organisation }: Whose) {
  if (page !== null) return sql`and page = ${page}`;
  return organisation === null ? sql`` : sql`and organisation = ${organisation}`;
}

function apiKey({ expires_at, ...row }: KeyRow): ApiKey {
  return { ...row, expiresAt: expires_at?.toISOString() ?? null };
}

/** A key by its id, revoked or not. */
export async function readApiKeyOf(sql: Query, id: string): Promise<ApiKey | undefined> {
  const [key] = await sql<KeyRow[]>`select id, page, organisation, name, scopes, expires_at from api_key where id = ${id}`;
  return key && apiKey(key);
}

/** When keys were used, as one server knows it: whatever was noted down before stays, where that is later. */
export async function noteKeyUse(sql: Query, uses: ReadonlyMap<string, Date>): Promise<void> {
  if (uses.size === 0) return;
  await sql`
    insert into api_key_use (key, used_at)
    select * from unnest(${[...uses.keys()]}::uuid[], ${[...uses.values()].map((at) => at.toISOString())}::timestamptz[])
    on conflict (key) do update set used_at = greatest(api_key_use.used_at, excluded.used_at)`;
}
