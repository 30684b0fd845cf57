import type { Query } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';
import type { Scope } from '@pharos/core/scope';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

export interface ApiKey {
  id: string;
  /** The page it opens; null: every page. */
  page: string | null;
  name: string;
  scopes: Scope[];
}

/** The key behind a secret's SHA-256; a revoked one is not there. */
export async function readApiKey(sql: Query, hash: string): Promise<ApiKey | undefined> {
  const [key] = await sql<ApiKey[]>`select id, page, name, scopes from api_key where hash = ${hash} and not revoked`;
  return key;
}

export interface ListedKey extends ApiKey {
  revoked: boolean;
  createdAt: string;
}

/** Those of one page, or all; by id. */
export async function readApiKeys(sql: Query, { after, limit, only = null }: Slice & { only?: string | null }): Promise<List<ListedKey>> {
  const key = readKey(after, 'id');
  const rows = await sql<(ApiKey & { revoked: boolean; created_at: Date })[]>`
    select id, page, name, scopes, revoked, created_at from api_key
    where true ${key ? sql`and id > ${key.id}` : sql``} ${only ? sql`and page = ${only}` : sql``}
    order by id limit ${limit + 1}`;
  return listOf(
    [...rows],
    limit,
    () => '',
    ({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }),
  );
}

/** A key by its id, revoked or not. */
export async function readApiKeyOf(sql: Query, id: string): Promise<ApiKey | undefined> {
  const [key] = await sql<ApiKey[]>`select id, page, name, scopes from api_key where id = ${id}`;
  return key;
}

export interface Subscription {
  id: string;
  channel: Channel;
  address: string;
  state: 'pending' | 'active' | 'ended';
  components: string[];
  createdAt: string;
}

/** For staff: by id. */
export async function readSubscriptions(sql: Query, page: string, { after, limit }: Slice): Promise<List<Subscription>> {
  const key = readKey(after, 'id');
  const rows = await sql<(Omit<Subscription, 'createdAt'> & { created_at: Date })[]>`
    select id, channel, address, state, components, created_at from subscription
    where page = ${page} ${key ? sql`and id > ${key.id}` : sql``}
    order by id limit ${limit + 1}`;
  return listOf(
    [...rows],
    limit,
    () => '',
    ({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }),
  );
}
