import { TOTP } from 'otpauth';

/** What an app shows for this secret just now. */
export function appCode(secret: string): string {
  return new TOTP({ secret }).generate();
}
