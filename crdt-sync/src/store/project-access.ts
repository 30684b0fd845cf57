import type { Transaction } from '@pharos/core/outside/postgres';
import { readAccountDoc, readApiKeyDoc } from '../document/access-doc.ts';
import { docName } from '../document/kind.ts';
import { readMembersDoc } from '../document/members-doc.ts';
import { readSubscriptionDoc } from '../document/subscription-doc.ts';
import { sending } from './sending.ts';
import type { Projection } from './sql-project.ts';
import type { DocChange } from './store.ts';

export function projectSubscription(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const subscription = readSubscriptionDoc(after);
  if (!subscription || doc.page === null) return undefined;
  const { channel, address, components, state, asked, createdAt, updatedAt } = subscription;
  const upsert = tx`
    insert into subscription (id, page, channel, address, components, state, asked_region, asked_at, created_at, updated_at)
    values (${docName(doc.id)}, ${doc.page}, ${channel}, ${address}, ${tx.json(components)}, ${state},
      ${asked.region}, ${asked.at}, ${createdAt}, ${updatedAt})
    on conflict (id) do update set channel = excluded.channel, address = excluded.address, components = excluded.components,
      state = excluded.state, asked_region = excluded.asked_region, asked_at = excluded.asked_at, updated_at = excluded.updated_at`;
  return { sent: [sending(upsert)] };
}

export function projectAccount(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const account = readAccountDoc(after);
  if (!account) return undefined;
  const upsert = tx`
    insert into account (id, name, created_at) values (${docName(doc.id)}, ${account.name}, ${account.createdAt})
    on conflict (id) do update set name = excluded.name`;
  return { sent: [sending(upsert)] };
}

export function projectApiKey(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const key = readApiKeyDoc(after);
  if (!key) return undefined;
  const { page, name, scopes, hash, revoked, createdAt } = key;
  const upsert = tx`
    insert into api_key (id, page, name, scopes, hash, revoked, created_at)
    values (${docName(doc.id)}, ${page}, ${name}, ${tx.json(scopes)}, ${hash}, ${revoked}, ${createdAt})
    on conflict (id) do update set name = excluded.name, scopes = excluded.scopes, hash = excluded.hash, revoked = excluded.revoked`;
  return { sent: [sending(upsert)] };
}

/** A later epoch wins over what the configuration said. */
export function projectMembers(tx: Transaction, { after }: DocChange): Projection {
  const statements = readMembersDoc(after).map(
    ({ region, number, epoch, state }) => tx`
      insert into member (region, number, epoch, state) values (${region}, ${number}, ${epoch}, ${state})
      on conflict (region) do update set number = excluded.number, epoch = excluded.epoch, state = excluded.state, at = now()
      where member.epoch <= excluded.epoch`,
  );
  return { sent: statements.map(sending) };
}
