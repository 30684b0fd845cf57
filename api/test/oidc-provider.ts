import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OidcProvider extends AsyncDisposable {
  issuer: string;
  /** Who is signed in there from now on. */
  person: { sub: string; email: string; email_verified: boolean };
}

/** An identity provider that says who it is told to, with the code flow and PKCE as real ones have it. */
export async function createOidcProvider(): Promise<OidcProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { nonce: string; client: string }>();
  const provider = { issuer: '', person: { sub: 'none', email: '', email_verified: false } };

  const idToken = (nonce: string, client: string) => {
    const now = Math.floor(Date.now() / 1_000);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: provider.issuer, aud: client, iat: now, exp: now + 300, nonce, ...provider.person };
    const signed = `${encode({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  };
  const server: Server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url!, provider.issuer);
    const json = (value: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json({
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/authorize`,
          token_endpoint: `${provider.issuer}/token`,
          jwks_uri: `${provider.issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
        });
      case '/keys':
        return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] });
      case '/authorize': {
        const code = randomBytes(8).toString('hex');
        codes.set(code, { nonce: url.searchParams.get('nonce')!, client: url.searchParams.get('client_id')! });
        const back = new URL(url.searchParams.get('redirect_uri')!);
        back.searchParams.set('code', code);
        back.searchParams.set('state', url.searchParams.get('state')!);
        return response.writeHead(302, { location: back.href }).end();
      }
      case '/token': {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        const asked = codes.get(new URLSearchParams(body).get('code') ?? '');
        if (!asked) return response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant' }));
        return json({ access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: idToken(asked.nonce, asked.client) });
      }
      default:
        return response.writeHead(404).end();
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(provider, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
