import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { lineOf, Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, differing, notFound, type Plan, type PlanInput } from '../plan.ts';
import { readPersonDoc, SignInWay, type PersonDoc } from './fields.ts';
import { slotsMax } from './session.ts';

// What people do with their own account. The API has routes of its own for these: it checks what was shown, and hashes it.

// More than anybody carries with them.
const passkeysMax = 20;
const Hash = z.string().min(1).max(500);

const about = ({ person }: { person: string }) => docRef('person', person, null);

const BeginSession = z.object({
  type: z.literal('begin-session'),
  person: Id,
  session: Id,
  slot: z
    .int()
    .min(0)
    .max(slotsMax - 1),
  startedAt: Time,
  way: SignInWay,
  agent: z.string().max(300),
  /** Of a code from an app: its step of thirty seconds. */
  totpStep: z.int().min(1).optional(),
  /** The hash of a recovery code. */
  recovery: Hash.optional(),
  /** When the link was made by which they come. */
  linkIssuedAt: Time.optional(),
  /** The region that made the link has used it up for this; or it could not be asked. Neither: it was made here. */
  linkUse: z.enum(['confirmed', 'unconfirmed']).optional(),
  /** Of a passkey: what its device counts to now. */
  passkey: z.object({ id: Id, counter: z.int().min(0) }).optional(),
  /** Who they are for an identity provider. */
  subject: z.object({ provider: Id, subject: z.string().min(1).max(300) }).optional(),
});

/** Somebody has shown who they are. What is good once is used up with it: two at the same time cannot both have it. */
export const beginSession = defineVerb({
  schema: BeginSession,
  about,
  plan: (asked, input) => {
    const person = requirePerson(asked, input);
    const { session, slot, startedAt, way, agent, linkUse } = asked;
    const unconfirmed = linkUse === 'unconfirmed' && { isUnconfirmed: true };
    // What was shown names the session: shown again, it begins no other one.
    if (person.sessions.some(({ id }) => id === session)) throw usedOnce('this answer');
    return writing(asked, {
      ...usedUp(asked, person, startedAt),
      [`s/${slot}`]: { id: session, startedAt, way, agent, region: input.region, ended: false, ...unconfirmed },
    });
  },
});

type Shown = Pick<z.infer<typeof BeginSession>, 'totpStep' | 'recovery' | 'linkIssuedAt' | 'linkUse' | 'passkey' | 'subject'>;

function usedUp(
  { totpStep, recovery, linkIssuedAt, linkUse, passkey, subject }: Shown,
  person: PersonDoc,
  now: string,
): Record<string, Json> {
  const fields: Record<string, Json> = {};
  if (totpStep !== undefined) {
    if (totpStep <= person.totpStep) throw usedOnce('this code');
    fields['totpStep'] = totpStep;
  }
  if (recovery !== undefined) {
    if (!person.recovery.includes(recovery)) throw usedOnce('this recovery code');
    fields['recovery'] = person.recovery.filter((each) => each !== recovery);
  }
  if (linkIssuedAt !== undefined) {
    // Of one that was used up there for this very sign-in, word may have come here already.
    if (linkUse !== 'confirmed' && isLinkUsed(person, linkIssuedAt)) throw usedOnce('this link');
    // Later than all that were made so far, this one among them, though it was made by a clock that runs ahead: each opens once.
    fields['linksFrom'] = new Date(Math.max(Date.parse(now), Date.parse(linkIssuedAt) + 1, Date.parse(person.linksFrom))).toISOString();
  }
  if (passkey) {
    const { id, ...entry } = person.passkeys.find((each) => each.id === passkey.id) ?? missing('passkey');
    if (passkey.counter > entry.counter) fields[`k/${id}`] = { ...entry, counter: passkey.counter };
  }
  if (subject) {
    const known = person.subjects[subject.provider];
    if (known !== undefined && known !== subject.subject)
      throw new Problem(
        'unauthorized',
        'the identity provider says that this address is somebody else by now: ask an owner of your organisation',
      );
    if (known === undefined) fields[`o/${subject.provider}`] = { subject: subject.subject };
  }
  return fields;
}

/** A link that another region's API opens: it is used up where it was made, where all who open it ask. */
export const useSignInLink = defineVerb({
  schema: z.object({ type: z.literal('use-sign-in-link'), person: Id, linkIssuedAt: Time }),
  about,
  plan: (asked, input) => writing(asked, usedUp({ linkIssuedAt: asked.linkIssuedAt }, requirePerson(asked, input), input.now)),
});

/** As far as is known here. */
export function isLinkUsed({ linksFrom }: Pick<PersonDoc, 'linksFrom'>, linkIssuedAt: string): boolean {
  return Date.parse(linkIssuedAt) < Date.parse(linksFrom);
}

export const endSession = defineVerb({
  schema: z.object({ type: z.literal('end-session'), person: Id, session: Id }),
  about,
  plan: (asked, input) => {
    const held = requirePerson(asked, input).sessions.find(({ id }) => id === asked.session) ?? missing('session');
    return held.ended ? alreadyDone : writing(asked, ended([held]));
  },
});

export const endAllSessions = defineVerb({
  schema: z.object({ type: z.literal('end-all-sessions'), person: Id }),
  about,
  plan: (asked, input) => {
    requirePerson(asked, input);
    // Links that were asked for and not opened are of the same hands.
    return writing(asked, { sessionsFrom: input.now, linksFrom: input.now });
  },
});

export const editPerson = defineVerb({
  schema: z.object({ type: z.literal('edit-person'), person: Id, name: Name }),
  about,
  plan: (asked, input) => writing(asked, differing(requirePerson(asked, input), { name: asked.name })),
});

const keeping = { person: Id, session: Id };

/** Who knew the one before is signed out; the session in which it is changed goes on. Null: none. */
export const setPassword = defineVerb({
  schema: z.object({ type: z.literal('set-password'), ...keeping, hash: Hash.nullable() }),
  about,
  plan: (asked, input) => {
    const person = requirePerson(asked, input);
    return writing(asked, { password: asked.hash, linksFrom: input.now, ...ended(othersOf(person, asked.session)) });
  },
});

export const setTotp = defineVerb({
  schema: z.object({
    type: z.literal('set-totp'),
    ...keeping,
    /** Sealed; null: codes are asked for no more. */
    secret: Hash.nullable(),
    step: z.int().min(0),
    recovery: z.array(Hash).max(20),
  }),
  about,
  plan: (asked, input) => {
    const person = requirePerson(asked, input);
    const { secret, step, recovery } = asked;
    return writing(asked, { totp: secret, totpStep: step, recovery, ...ended(othersOf(person, asked.session)) });
  },
});

export const setRecovery = defineVerb({
  schema: z.object({ type: z.literal('set-recovery'), person: Id, recovery: z.array(Hash).max(20) }),
  about,
  plan: (asked, input) => {
    requirePerson(asked, input);
    return writing(asked, { recovery: asked.recovery });
  },
});

export const addPasskey = defineVerb({
  schema: z.object({
    type: z.literal('add-passkey'),
    person: Id,
    passkey: Id,
    name: Name,
    credential: z.string().min(1).max(1_400),
    publicKey: z.string().min(1).max(2_000),
    counter: z.int().min(0),
    transports: z.array(lineOf(40)).max(10),
  }),
  about,
  plan: (asked, input) => {
    const person = requirePerson(asked, input);
    const { name, passkey, credential, publicKey, counter, transports } = asked;
    if (person.passkeys.some(({ id }) => id === passkey)) return alreadyDone;
    if (person.passkeys.length >= passkeysMax) throw new Problem('conflict', `a person has at most ${passkeysMax} passkeys: remove one`);
    const entry = { credential, publicKey, counter, transports, name, createdAt: input.now, removed: false };
    return writing(asked, { [`k/${passkey}`]: entry });
  },
});

export const renamePasskey = defineVerb({
  schema: z.object({ type: z.literal('rename-passkey'), person: Id, passkey: Id, name: Name }),
  about,
  plan: (asked, input) => {
    const { id, ...entry } = requirePerson(asked, input).passkeys.find((each) => each.id === asked.passkey) ?? missing('passkey');
    return writing(asked, entry.name === asked.name ? {} : { [`k/${id}`]: { ...entry, name: asked.name } });
  },
});

export const removePasskey = defineVerb({
  schema: z.object({ type: z.literal('remove-passkey'), person: Id, passkey: Id }),
  about,
  plan: (asked, input) => {
    const { id, ...entry } = requirePerson(asked, input).passkeys.find((each) => each.id === asked.passkey) ?? missing('passkey');
    return writing(asked, { [`k/${id}`]: { ...entry, removed: true } });
  },
});

function othersOf({ sessions }: PersonDoc, session: string) {
  return sessions.filter(({ id, ended: isEnded }) => id !== session && !isEnded);
}

function ended(sessions: PersonDoc['sessions']): Record<string, Json> {
  return Object.fromEntries(sessions.map(({ slot, ...entry }) => [`s/${slot}`, { ...entry, ended: true }]));
}

function requirePerson(asked: { person: string }, input: PlanInput): PersonDoc {
  return readPersonDoc(input.fold(about(asked))) ?? missing('person');
}

function writing(asked: { person: string }, fields: Record<string, Json>): Plan {
  return Object.keys(fields).length === 0 ? alreadyDone : { writes: [{ ref: about(asked), fields }], facts: [], notify: null };
}

function missing(what: string): never {
  throw notFound(what);
}

export function usedOnce(what: string): Problem {
  return new Problem('unauthorized', `${what} was used already, or is too old: ask for another one`);
}
