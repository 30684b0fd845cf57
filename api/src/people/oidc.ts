import * as client from 'openid-client';
import { z } from 'zod';
import type { Clock } from '@pharos/core/clock';
import { idFrom } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Email, personId } from '@pharos/resources/person/fields';
import { readSigned, sign } from './signed.ts';

export interface OidcOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button says. */
  name: string;
}

export interface Oidc {
  name: string;
  /** Where a browser is sent, and what it brings back: no server keeps anything in between. */
  begin(callback: string): Promise<{ url: string; state: string }>;
  /** Who came back, as the provider says. */
  finish(callback: URL, state: string): Promise<{ person: string; subject: { provider: string; subject: string }; session: string }>;
}

const signInMs = 10 * 60_000;
const kind = 'po1';
const State = z.object({ verifier: z.string(), nonce: z.string(), state: z.string(), expiresAt: z.number() });
// What a provider says of itself hardly ever changes; one that was away is asked again.
const knownMs = 3_600_000;
const askSeconds = 5;

/** Signing in by the identity provider of the installation: the code flow with PKCE. Whoever is not invited is nobody here. */
export function createOidc(
  { issuer, clientId, clientSecret, name }: OidcOptions,
  { clock, keys }: { clock: Clock; keys: readonly string[] },
): Oidc {
  let known: { config: Promise<client.Configuration>; until: number } | undefined;
  const configuration = async () => {
    if (!known || known.until <= clock.elapsed()) {
      const isPlain = issuer.startsWith('http:');
      const config = client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: askSeconds,
        ...(isPlain && { execute: [client.allowInsecureRequests] }),
      });
      known = { config, until: clock.elapsed() + knownMs };
    }
    const { config } = known;
    return config.catch((cause: unknown) => {
      known = undefined;
      throw new Problem('unavailable', 'the identity provider does not answer: sign in with a passkey, a password or a link', { cause });
    });
  };

  return {
    name,
    begin: async (callback) => {
      const config = await configuration();
      const verifier = client.randomPKCECodeVerifier();
      const [nonce, state] = [client.randomNonce(), client.randomState()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: callback,
        scope: 'openid email profile',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        nonce,
        state,
      });
      return { url: url.href, state: sign(kind, { verifier, nonce, state, expiresAt: clock.now() + signInMs }, keys[0]!) };
    },
    finish: async (callback, signed) => {
      const asked = readSigned(kind, signed, { keys, schema: State });
      if (!asked || asked.expiresAt <= clock.now()) throw new Problem('unauthorized', 'that took too long: begin again');
      const tokens = await client
        .authorizationCodeGrant(await configuration(), callback, {
          pkceCodeVerifier: asked.verifier,
          expectedNonce: asked.nonce,
          expectedState: asked.state,
          idTokenExpected: true,
        })
        .catch((cause: unknown) => {
          if (cause instanceof Problem) throw cause;
          throw new Problem('unauthorized', 'the identity provider did not confirm it: begin again', { cause });
        });
      const claims = tokens.claims()!;
      const email = Email.safeParse(claims['email']).data;
      // Whoever may write any address into their account there would be anybody here.
      if (email === undefined || claims['email_verified'] !== true)
        throw new Problem('unauthorized', 'the identity provider does not vouch for an address of yours');
      const provider = idFrom('oidc', issuer);
      return { person: personId(email), subject: { provider, subject: claims.sub }, session: idFrom('session', asked.state) };
    },
  };
}
