import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { isFarewell } from './stop-words.ts';

export interface TelnyxCallback {
  /** The account's public key, 32 bytes in base64, as Telnyx shows it. */
  publicKey: string;
  signature: string;
  /** Seconds, as signed. */
  timestamp: string;
  body: string;
  now: number;
}

/** What somebody wrote to our number. */
export interface Written {
  from: string;
  isFarewell: boolean;
}

const Inbound = z.object({
  data: z.object({
    event_type: z.string(),
    payload: z.object({ from: z.object({ phone_number: z.string() }).optional(), text: z.string().nullish() }),
  }),
});

// An older one may be a recording that somebody plays again.
const toleranceMs = 5 * 60_000;
// What stands before the bytes of such a key in its usual form.
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/** `forged`: not Telnyx, or too old. Undefined: Telnyx, and nothing that somebody wrote. */
export function readTelnyxInbound(callback: TelnyxCallback): Written | 'forged' | undefined {
  if (!isSigned(callback)) return 'forged';
  const parsed = Inbound.safeParse(parseJson(callback.body));
  if (!parsed.success || parsed.data.data.event_type !== 'message.received') return undefined;
  const { from, text } = parsed.data.data.payload;
  return from && { from: from.phone_number, isFarewell: isFarewell(text ?? '') };
}

function isSigned({ publicKey, signature, timestamp, body, now }: TelnyxCallback): boolean {
  const age = Math.abs(now - Number(timestamp) * 1_000);
  if (!/^\d{1,12}$/.test(timestamp) || age > toleranceMs) return false;
  try {
    const key = createPublicKey({ key: Buffer.concat([spkiHead, Buffer.from(publicKey, 'base64')]), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(`${timestamp}|${body}`), key, Buffer.from(signature, 'base64'));
  } catch {
    return false; // no signature of that kind
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
