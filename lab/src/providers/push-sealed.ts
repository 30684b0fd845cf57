import { createDecipheriv, createHmac, type ECDH } from 'node:crypto';

const saltBytes = 16;
const tagBytes = 16;

/**
 * Reads a message as a browser does (RFC 8291, RFC 8188 with one record). By hand, and not by the library that seals: what both would get
 * wrong together is seen.
 */
export function openSealed(body: Buffer, browser: ECDH, auth: Buffer): string | undefined {
  try {
    const salt = body.subarray(0, saltBytes);
    const keyLength = body.readUInt8(20);
    const sender = body.subarray(21, 21 + keyLength);
    const record = body.subarray(21 + keyLength);
    const shared = hmac(auth, browser.computeSecret(sender));
    const ikm = hmac(shared, Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender, one]));
    const prk = hmac(salt, ikm);
    const key = hmac(prk, Buffer.concat([Buffer.from('Content-Encoding: aes128gcm\0'), one])).subarray(0, 16);
    const nonce = hmac(prk, Buffer.concat([Buffer.from('Content-Encoding: nonce\0'), one])).subarray(0, 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-tagBytes));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -tagBytes)), decipher.final()]);
    const end = padded.lastIndexOf(2); // the last record ends with a two, and as many zeros as its sender liked
    return end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0) ? undefined : padded.subarray(0, end).toString();
  } catch {
    return undefined;
  }
}

const one = Buffer.from([1]);

function hmac(key: Buffer, value: Buffer): Buffer {
  return createHmac('sha256', key).update(value).digest();
}
