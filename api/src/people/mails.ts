import { newId } from '@pharos/core/id';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { askForMail } from '@pharos/region/reading/sign-in-mails';
import { invitationMs, linkMs, linkTo } from './link.ts';

export interface Mails {
  /** There is an address to which links can lead. */
  isReady: boolean;
  /** Has a link mailed to somebody, by this region's notifier. */
  sendLink(person: { id: string; email: string }, isInvitation: boolean): Promise<void>;
}

// Whoever asks again and again fills nobody's mailbox: the link of a minute ago is as good.
const quietMs = 60_000;

export interface MailsOptions {
  kit: Pick<Kit, 'clock'>;
  writes: PostgresDoor;
  keys: readonly string[];
  /** This API, as it is reached: regions where a link is opened ask here whether it was before. */
  at: string | undefined;
  /** Where links lead. It is configured, and never what a request calls us: whoever asks could have somebody's link sent to himself. */
  url: string | undefined;
}

export function createMails({ kit, writes, keys, at, url }: MailsOptions): Mails {
  return {
    isReady: url !== undefined && keys.length > 0,
    sendLink: async ({ id: person, email }, isInvitation) => {
      const [key] = keys;
      if (url === undefined || key === undefined) throw new Problem('not-found', 'this installation mails no links: it has no CONSOLE_URL');
      const now = Math.trunc(kit.clock.now());
      const link = { person, issuedAt: now, expiresAt: now + (isInvitation ? invitationMs : linkMs), at };
      const mail = { id: newId(), person, email, link: linkTo(url, link, key), isInvitation };
      await writes((sql) => askForMail(sql, mail, { at: new Date(now), quietMs }));
    },
  };
}
