import { z } from 'zod';
import { readSigned, sign } from './signed.ts';

const kind = 'pl1';
/**
 * `isEnough`: it was made by whoever holds the installation's secrets, and opens without a code, too. `at`: the API of the region that
 * made it, which is asked whether it was opened before; without it each region knows what it has heard.
 */
const Link = z.object({
  person: z.uuid(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  isEnough: z.boolean().default(false),
  at: z.url().max(300).optional(),
});
export type Link = z.infer<typeof Link>;

/** Time to look into the mailbox: whoever finds the mail later asks for another one. */
export const linkMs = 15 * 60_000;
/** Somebody who is invited on a Friday comes on the Monday after a holiday. */
export const invitationMs = 7 * 86_400_000;

/** A link opens one session, once, for whoever holds it: what is told of it stands behind the `#`, which browsers send to nobody. */
export function linkTo(consoleUrl: string, link: z.input<typeof Link>, key: string): string {
  return `${consoleUrl.replace(/\/$/, '')}/sign-in#link=${sign(kind, link, key)}`;
}

export function readLink(token: string, keys: readonly string[], now: number): Link | undefined {
  const link = readSigned(kind, token, { keys, schema: Link });
  return link && now < link.expiresAt ? link : undefined;
}
