import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Clock } from '@pharos/core/clock';
import { idFrom } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import type { Person } from '@pharos/region/reading/people';
import type { Env } from '../env.ts';
import { ownUrl } from './own-url.ts';
import { readSigned, sign } from './signed.ts';

/** Time to find the finger or the key. */
const challengeMs = 5 * 60_000;
const Challenge = z.object({ challenge: z.string(), expiresAt: z.number() });
const kind = 'pc1';

/** What a browser is to be asked, and what comes back with its answer: no server keeps anything in between. */
export interface Asked {
  options: Record<string, unknown>;
  state: string;
}

export interface NewPasskey {
  passkey: string;
  credential: string;
  publicKey: string;
  counter: number;
  transports: string[];
}

export interface Passkeys {
  askForNew(c: Context<Env>, person: Person): Promise<Asked>;
  readNew(c: Context<Env>, state: string, response: unknown): Promise<NewPasskey>;
  /** Of whoever it is: the browser knows its passkeys. */
  ask(c: Context<Env>): Promise<Asked>;
  /** Who answers, by what they say themselves: to be looked up, and believed once `check` has seen it. */
  claimed(response: unknown): { person: string; passkey: string };
  check(c: Context<Env>, state: string, response: unknown, person: Person): Promise<{ id: string; counter: number; session: string }>;
}

export interface PasskeysOptions {
  clock: Clock;
  keys: readonly string[];
  host: string | undefined;
  publicUrl: string | undefined;
  consoleOrigins: readonly string[];
}

export function createPasskeys({ clock, keys, host, publicUrl, consoleOrigins }: PasskeysOptions): Passkeys {
  const hostOf = (c: Context<Env>) => host ?? ownUrl(c, publicUrl).hostname;
  const originsOf = (c: Context<Env>) => [ownUrl(c, publicUrl).origin, ...consoleOrigins];
  const stateOf = (challenge: string) => sign(kind, { challenge, expiresAt: clock.now() + challengeMs }, keys[0]!);
  const challengeOf = (state: string) => {
    const found = readSigned(kind, state, { keys, schema: Challenge });
    if (!found || found.expiresAt <= clock.now()) throw new Problem('unauthorized', 'that took too long: try again');
    return found.challenge;
  };

  return {
    askForNew: async (c, { id, email, name, passkeys }) => {
      const options = await generateRegistrationOptions({
        rpName: 'Pharos',
        rpID: hostOf(c),
        userID: new Uint8Array(Buffer.from(id)),
        userName: email,
        userDisplayName: name,
        attestationType: 'none',
        excludeCredentials: passkeys.map(({ credential }) => ({ id: credential })),
        // It is found without a name being typed, and asks for a finger or a PIN: two proofs in one.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      return { options: { ...options }, state: stateOf(options.challenge) };
    },
    readNew: async (c, state, response) => {
      const verified = await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: challengeOf(state),
        expectedOrigin: originsOf(c),
        expectedRPID: hostOf(c),
      }).catch((cause: unknown) => refused(cause));
      if (!verified.verified) return refused(undefined);
      const { credential } = verified.registrationInfo;
      return {
        passkey: idOf(credential.id),
        credential: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: credential.transports ?? [],
      };
    },
    ask: async (c) => {
      const options = await generateAuthenticationOptions({ rpID: hostOf(c), userVerification: 'required' });
      return { options: { ...options }, state: stateOf(options.challenge) };
    },
    claimed: (response) => {
      const said = Claimed.safeParse(response);
      if (!said.success) return refused(said.error);
      const person = Buffer.from(said.data.response.userHandle, 'base64url').toString();
      return { person, passkey: idOf(said.data.id) };
    },
    check: async (c, state, response, person) => {
      const challenge = challengeOf(state);
      const id = idOf(Claimed.parse(response).id);
      const passkey = person.passkeys.find((each) => each.id === id);
      if (!passkey) return refused(undefined);
      const verified = await verifyAuthenticationResponse({
        response: response as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: originsOf(c),
        expectedRPID: hostOf(c),
        credential: {
          id: passkey.credential,
          publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
          counter: passkey.counter,
        },
      }).catch((cause: unknown) => refused(cause));
      if (!verified.verified) return refused(undefined);
      // The answer to one question begins one session, however often it is sent.
      return { id, counter: verified.authenticationInfo.newCounter, session: idFrom('session', challenge) };
    },
  };
}

const Claimed = z.object({ id: z.string().min(1).max(1_400), response: z.object({ userHandle: z.string().min(1).max(200) }) });

function idOf(credential: string): string {
  return idFrom('passkey', credential);
}

function refused(cause: unknown): never {
  throw new Problem('unauthorized', 'this passkey opens nothing here', { cause });
}
