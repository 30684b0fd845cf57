import { readAccountDoc, readApiKeyDoc } from '@pharos/resources/access-key/fields';
import { docName } from '@pharos/resources/kind';
import { readMembersDoc } from '@pharos/resources/member/fields';
import { readSubscriptionDoc } from '@pharos/resources/subscription/fields';
import { projector } from './projector.ts';

export const subscriptions = projector(
  ({ doc, after }) => {
    const subscription = readSubscriptionDoc(after);
    return subscription && doc.page !== null ? { id: docName(doc.id), page: doc.page, ...subscription } : undefined;
  },
  (tx, rows) =>
    rows.map(
      ({ id, page, channel, address, components, state, asked, createdAt, updatedAt }) => tx`
        insert into subscription (id, page, channel, address, components, state, asked_region, asked_at, created_at, updated_at)
        values (${id}, ${page}, ${channel}, ${address}, ${tx.json(components)}, ${state}, ${asked.region}, ${asked.at}, ${createdAt}, ${updatedAt})
        on conflict (id) do update set channel = excluded.channel, address = excluded.address, components = excluded.components,
          state = excluded.state, asked_region = excluded.asked_region, asked_at = excluded.asked_at, updated_at = excluded.updated_at`,
    ),
);

export const accounts = projector(
  ({ doc, after }) => {
    const account = readAccountDoc(after);
    return account && { id: docName(doc.id), ...account };
  },
  (tx, rows) =>
    rows.map(
      ({ id, name, createdAt }) => tx`
        insert into account (id, name, created_at) values (${id}, ${name}, ${createdAt})
        on conflict (id) do update set name = excluded.name`,
    ),
);

export const apiKeys = projector(
  ({ doc, after }) => {
    const key = readApiKeyDoc(after);
    return key && { id: docName(doc.id), ...key };
  },
  (tx, rows) =>
    rows.map(
      ({ id, page, name, scopes, hash, revoked, createdAt }) => tx`
        insert into api_key (id, page, name, scopes, hash, revoked, created_at)
        values (${id}, ${page}, ${name}, ${tx.json(scopes)}, ${hash}, ${revoked}, ${createdAt})
        on conflict (id) do update set name = excluded.name, scopes = excluded.scopes, hash = excluded.hash, revoked = excluded.revoked`,
    ),
);

/** A later epoch wins over what the configuration said. */
export const members = projector(
  ({ after }) => readMembersDoc(after),
  (tx, rows) =>
    rows.flat().map(
      ({ region, number, epoch, state }) => tx`
        insert into member (region, number, epoch, state) values (${region}, ${number}, ${epoch}, ${state})
        on conflict (region) do update set number = excluded.number, epoch = excluded.epoch, state = excluded.state, at = now()
        where member.epoch <= excluded.epoch`,
    ),
);
