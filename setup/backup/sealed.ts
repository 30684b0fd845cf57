import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { Problem } from '@pharos/core/problem';

const magic = Buffer.from('PHB1');
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** Encrypted by AES-256-GCM, bound to its name: what is changed, cut off or put in another's place does not open. */
export function seal(body: Uint8Array, passphrase: string, name: string): Uint8Array {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt), nonce).setAAD(Buffer.from(name));
  return Buffer.concat([magic, salt, nonce, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

export function unseal(sealed: Uint8Array, passphrase: string, name: string): Uint8Array {
  const bytes = Buffer.from(sealed);
  const from = magic.length + saltBytes + nonceBytes;
  if (bytes.length < from + tagBytes || !bytes.subarray(0, magic.length).equals(magic)) {
    throw new Problem('invalid', `${name} is damaged: it is no backup of ours any more. Take an older one (npx pharos backup list)`);
  }
  const salt = bytes.subarray(magic.length, magic.length + saltBytes);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(passphrase, salt), bytes.subarray(magic.length + saltBytes, from))
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(from, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new Problem(
      'invalid',
      `${name} does not open: BACKUP_KEY is another one than when it was made, or it is damaged. Nothing was changed`,
      {
        cause,
      },
    );
  }
}

// A passphrase is stretched, which takes a moment: once for each salt is enough.
const keys = new Map<string, Buffer>();
const keysMax = 64;

function keyOf(passphrase: string, salt: Buffer): Buffer {
  const name = `${salt.toString('hex')} ${passphrase}`;
  const known = keys.get(name);
  if (known) return known;
  const key = scryptSync(passphrase, salt, keyBytes);
  if (keys.size >= keysMax) keys.clear();
  keys.set(name, key);
  return key;
}
