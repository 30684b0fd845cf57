import { idFrom } from '@pharos/core/id';
import { z } from 'zod';
import { Key, Moment, Text, Uuid } from '../field-values.ts';
import { entries, known, type Fold } from '../fold.ts';

/** An address of a person: in small letters, so that one person is one. */
export const Email = z.email().max(254).toLowerCase();

/** Somebody is known by their address: two regions that are asked to invite the same one, invite one person. */
export function personId(email: string): string {
  return idFrom('person', email);
}

/** How somebody showed who they are. */
export const SignInWay = z.enum(['password', 'passkey', 'oidc', 'link']);
export type SignInWay = z.infer<typeof SignInWay>;

const epoch = new Date(0).toISOString();

export const PersonFields = z.object({
  email: Key,
  name: Text,
  createdAt: Moment,
  /** Sessions that were begun before are over. */
  sessionsFrom: Moment.default(epoch),
  /** Links by mail that were made before are used up. */
  linksFrom: Moment.default(epoch),
  /** As `password.ts` of the API writes it: never told to anybody. */
  password: Text.nullable().default(null),
  /** Sealed with the installation's secret: whoever reads the database alone makes no codes. */
  totp: Text.nullable().default(null),
  /** The last step of thirty seconds whose code was taken: a code is good once. */
  totpStep: z.number().default(0),
  /** Hashes of the codes that are left. */
  recovery: z.array(Text).default([]),
});

/** One of the places for sessions: who takes it ends the one that had it. */
export const SessionEntry = z.object({
  id: Uuid,
  startedAt: Moment,
  way: SignInWay,
  /** What the browser calls itself. */
  agent: Text,
  region: Text,
  ended: z.boolean(),
  /** They came by a link of another region, which could not be asked whether it had been opened before. */
  isUnconfirmed: z.boolean().optional(),
});
export type SessionEntry = z.infer<typeof SessionEntry>;

export const PasskeyEntry = z.object({
  credential: Text,
  publicKey: Text,
  counter: z.number(),
  transports: z.array(Text),
  name: Text,
  createdAt: Moment,
  removed: z.boolean(),
});
export type PasskeyEntry = z.infer<typeof PasskeyEntry>;

/** Who somebody is for an identity provider: named by its address, once and for all. */
export const SubjectEntry = z.object({ subject: Text });

// A number, or the id of a passkey or a provider: whatever names a place in a list.
const Slot = z.string().regex(/^\d{1,2}$/);

export type PersonDoc = z.infer<typeof PersonFields> & {
  sessions: (SessionEntry & { slot: number })[];
  passkeys: (PasskeyEntry & { id: string })[];
  subjects: Record<string, string>;
};

export function readPersonDoc(fold: Fold): PersonDoc | undefined {
  const fields = known(PersonFields, fold, 'email');
  if (!fields) return undefined;
  return {
    ...fields,
    sessions: entries(SessionEntry, fold, 's', Slot).map(({ id, entry }) => ({ ...entry, slot: Number(id) })),
    passkeys: entries(PasskeyEntry, fold, 'k', Uuid).flatMap(({ id, entry }) => (entry.removed ? [] : [{ ...entry, id }])),
    subjects: Object.fromEntries(entries(SubjectEntry, fold, 'o', Uuid).map(({ id, entry }) => [id, entry.subject])),
  };
}
