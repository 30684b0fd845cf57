import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A device with one passkey, as a browser speaks for it: it makes one, and answers with it. */
export function createPasskeyDevice(origin: string) {
  const { hostname } = new URL(origin);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string };
  const credential = randomBytes(32);
  const id = credential.toString('base64url');
  let user = '';
  let counter = 0;

  const dataOf = (type: string, challenge: string) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  /** Present, verified, and of a new passkey also with what it is. */
  const authData = (flags: number, more = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([createHash('sha256').update(hostname).digest(), Buffer.from([flags]), count, more]);
  };
  const bytes = (value: Buffer) => Buffer.concat([Buffer.from([0x58, value.length]), value]);

  return {
    make: (options: { challenge: string; user: { id: string } }) => {
      user = options.user.id;
      // A COSE key of P-256, in CBOR.
      const parts = [Buffer.from('a5010203262001', 'hex'), Buffer.from([0x21]), bytes(Buffer.from(x, 'base64url'))];
      const key = Buffer.concat([...parts, Buffer.from([0x22]), bytes(Buffer.from(y, 'base64url'))]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credential.length);
      const data = authData(0x45, Buffer.concat([Buffer.alloc(16), length, credential, key]));
      const attestation = Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'), bytes(data)]);
      const clientDataJSON = dataOf('webauthn.create', options.challenge).toString('base64url');
      const response = { clientDataJSON, attestationObject: attestation.toString('base64url'), transports: ['internal'] };
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
    },
    answer: (options: { challenge: string }) => {
      counter += 1;
      const [data, client] = [authData(0x05), dataOf('webauthn.get', options.challenge)];
      const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), privateKey);
      const response = {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: user,
      };
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
    },
  };
}
