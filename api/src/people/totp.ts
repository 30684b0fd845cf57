import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

// What every app for codes takes: SHA-1, six digits, thirty seconds.
const periodS = 30;
// A phone's clock may be half a minute off.
const stepsOff = 1;

const totpOf = (secret: Secret, email: string) =>
  new TOTP({ issuer: 'Pharos', label: email, algorithm: 'SHA1', digits: 6, period: periodS, secret });

export interface NewTotp {
  /** To be typed in, where no camera is at hand. */
  secret: string;
  /** What the picture says. */
  uri: string;
}

export function newTotp(email: string): NewTotp {
  const secret = new Secret({ size: 20 });
  return { secret: secret.base32, uri: totpOf(secret, email).toString() };
}

/** The step of thirty seconds of which this is the code; undefined: of none that is near. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const off = totpOf(Secret.fromBase32(secret), '').validate({ token: code, timestamp: now, window: stepsOff });
  return off === null ? undefined : Math.floor(now / 1_000 / periodS) + off;
}

/** Seals what makes the codes: it is replicated and archived as the rest of a person is, and tells nothing without the keys. */
export function seal(text: string, key: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(key), nonce);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return `sealed1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Undefined: none of these keys sealed it. */
export function unseal(sealed: string, keys: readonly string[]): string | undefined {
  const bytes = Buffer.from(sealed.replace('sealed1.', ''), 'base64url');
  for (const key of keys) {
    try {
      const opening = createDecipheriv('aes-256-gcm', sealingKey(key), bytes.subarray(0, 12));
      opening.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

function sealingKey(key: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'pharos sealing', 32));
}
