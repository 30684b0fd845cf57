import type { Query } from '@pharos/core/outside/postgres';

/** A link to sign in by, to be mailed. */
export interface SignInMail {
  id: string;
  person: string;
  email: string;
  link: string;
  isInvitation: boolean;
}

/** False: this person was sent one a moment ago, and is sent no other one yet. */
export async function askForMail(sql: Query, mail: SignInMail, { at, quietMs }: { at: Date; quietMs: number }): Promise<boolean> {
  const asked = await sql`
    insert into sign_in_mail (id, person, email, link, is_invitation, at)
    select ${mail.id}, ${mail.person}, ${mail.email}, ${mail.link}, ${mail.isInvitation}, ${at}
    where not exists (select from sign_in_mail where person = ${mail.person} and at > ${new Date(at.getTime() - quietMs)})`;
  return asked.count > 0;
}

/** Those of the last minutes, oldest first. */
export async function readMails(sql: Query, { since, limit }: { since: Date; limit: number }): Promise<(SignInMail & { at: string })[]> {
  const rows = await sql<(SignInMail & { at: Date })[]>`
    select id, person, email, link, is_invitation as "isInvitation", at from sign_in_mail where at > ${since} order by at limit ${limit}`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function forgetMails(sql: Query, before: Date): Promise<void> {
  await sql`delete from sign_in_mail where at < ${before}`;
}
