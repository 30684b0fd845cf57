import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import type { Writer } from '@pharos/crdt-sync';
import { isLinkUsed, usedOnce } from '@pharos/resources/person/changes';
import type { ChangeOf } from '@pharos/resources/registry';
import type { Person } from '@pharos/region/reading/people';
import type { Link } from './link.ts';

export type LinkShown = Pick<ChangeOf<'begin-session'>, 'linkIssuedAt' | 'linkUse'>;

/**
 * A link opens once. What one region has used up another one hears of some moments later, or after a cut: so a link names the region
 * that made it, and whoever opens it elsewhere has it used up there first, where all are one after the other. A region that cannot
 * be asked within a second is no reason to shut anybody out: what is known here is believed, and the session says so (`isUnconfirmed`).
 */
export interface LinkUses {
  /** How the link is to be shown to begin a session here. Throws a Problem for one that was used. */
  confirm(token: string, link: Link, person: Person): Promise<LinkShown>;
  /** Another region asks: it is used up, or was before. */
  use(link: Link, from: string): Promise<void>;
}

// Somebody looks at a button meanwhile; a region that is there answers in a fifth of this.
const askMs = 1_000;

export const usePath = '/v1/sign-in/link/use';

export function createLinkUses({ kit, writer, own }: { kit: Pick<Kit, 'log'>; writer: Writer; own: string | undefined }): LinkUses {
  const ask = async (at: string, token: string): Promise<'confirmed' | 'unconfirmed' | 'used'> => {
    try {
      const answer = await fetch(`${at}${usePath}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ link: token }),
        redirect: 'error',
        signal: AbortSignal.timeout(askMs),
      });
      await answer.body?.cancel();
      if (answer.ok) return 'confirmed';
      if (answer.status === 401) return 'used';
      kit.log.warn({ status: answer.status }, 'the region that made a link to sign in by does not say whether it was opened before');
    } catch (error) {
      kit.log.warn({ err: error }, 'the region that made a link to sign in by cannot be asked whether it was opened before');
    }
    return 'unconfirmed';
  };
  return {
    confirm: async (token, { at, issuedAt }, person) => {
      const linkIssuedAt = new Date(issuedAt).toISOString();
      if (at === undefined || at === own) return { linkIssuedAt };
      if (isLinkUsed(person, linkIssuedAt)) throw usedOnce('this link');
      const linkUse = await ask(at, token);
      if (linkUse === 'used') throw usedOnce('this link');
      return { linkIssuedAt, linkUse };
    },
    use: async ({ person, issuedAt, at }, from) => {
      if (at !== own) throw new Problem('invalid', 'this link was made by another region: ask there');
      const linkIssuedAt = new Date(issuedAt).toISOString();
      await writer.write({ type: 'use-sign-in-link', person, linkIssuedAt }, { actor: person, by: 'person', from });
    },
  };
}
