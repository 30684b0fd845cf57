import { z } from 'zod';
import { isSame, macOf, readSigned, sign } from './signed.ts';

const kind = 'ps1';
/** Whose session, which, where the person's list has it, when it began, and when this token was made. */
const SessionToken = z.object({ person: z.uuid(), id: z.uuid(), slot: z.number(), startedAt: z.number(), issuedAt: z.number() });
export type SessionToken = z.infer<typeof SessionToken>;

/** A token is believed for so long with what is at hand of its person; after that the person is looked at afresh, and it is renewed. */
export const freshMs = 15 * 60_000;
/** Who does nothing for so long signs in again: a night on call with a screen that sleeps is shorter. */
export const idleMs = 12 * 3_600_000;
// Clocks of regions differ by less.
const skewMs = 10_000;

export function isSessionToken(token: string): boolean {
  return token.startsWith(`${kind}.`);
}

export function signSession(token: SessionToken, key: string): string {
  return sign(kind, token, key);
}

/** Undefined for what is none of ours, or was not used for too long. */
export function readSession(token: string, keys: readonly string[], now: number): SessionToken | undefined {
  const session = readSigned(kind, token, { keys, schema: SessionToken });
  return session && now - session.issuedAt < idleMs && session.issuedAt - now < skewMs ? session : undefined;
}

/** What a page of ours sends beside the cookie: a page of somebody else's cannot know it. */
export function csrfOf({ id }: Pick<SessionToken, 'id'>, key: string): string {
  return macOf('csrf', id, key).toString('base64url');
}

export function isCsrfOf(session: Pick<SessionToken, 'id'>, given: string, keys: readonly string[]): boolean {
  return keys.some((key) => isSame(macOf('csrf', session.id, key), Buffer.from(given, 'base64url')));
}
