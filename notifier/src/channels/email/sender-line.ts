import { oneLine } from '../notice.ts';

// An encoded word may be 75 characters long (RFC 2047): 45 bytes are 60 of them.
const nameBytesMax = 45;

/** The bare address of `Pharos <status@example.com>`, or of the address itself. */
export function bareAddress(from: string): string {
  return /<([^<>\s]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

/** The name that a reader sees before the address: one line, and no longer than a program shows. */
export function nameIn(name: string): string {
  let shown = '';
  for (const letter of oneLine(name).toWellFormed()) {
    if (Buffer.byteLength(shown + letter) > nameBytesMax) break;
    shown += letter;
  }
  return shown.trim();
}

/** `"Acme" <status@example.com>`, as a header takes it, whatever the name is made of. */
export function senderLine(name: string, from: string): string {
  const [shown, address] = [nameIn(name), bareAddress(from)];
  if (shown === '') return address;
  const isPlain = /^[\x20-\x7e]*$/.test(shown) && !/["\\]/.test(shown);
  return isPlain ? `"${shown}" <${address}>` : `=?UTF-8?B?${Buffer.from(shown).toString('base64')}?= <${address}>`;
}
