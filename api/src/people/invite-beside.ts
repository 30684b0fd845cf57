import type { Writer } from '@pharos/crdt-sync';
import { personId } from '@pharos/resources/person/fields';
import type { Role } from '@pharos/resources/seat/role';
import { linkMs, linkTo } from './link.ts';

export interface Invited {
  email: string;
  name: string;
  organisation: string | null;
  role: Role;
}

/** The first person cannot be invited through an API that asks who invites: they are written beside it, as the first key is. */
export async function inviteBeside(
  writer: Pick<Writer, 'write'>,
  { email, name, organisation, role }: Invited,
  actor: string,
): Promise<string> {
  await writer.write({ type: 'invite-person', email, name, organisation, role, pages: {} }, { actor, by: 'person' });
  return personId(email);
}

/** A link that signs somebody in, once: whoever may read the secrets of an installation needs neither mail nor an identity provider. */
export function linkBeside(
  consoleUrl: string,
  person: string,
  { key, now, lifeMs = linkMs }: { key: string; now: number; lifeMs?: number },
): string {
  return linkTo(consoleUrl, { person, issuedAt: Math.trunc(now), expiresAt: Math.trunc(now) + lifeMs, isEnough: true }, key);
}
