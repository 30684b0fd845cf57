import { escapeHtml } from '@pharos/core/markdown-bounds';
import { z } from 'zod';
import { wordsFor } from '../../words/all.ts';
import type { EmailText } from './message.ts';
import { mailHtml } from './layout.ts';

/** What a mail that lets somebody in is made of. */
export const SignInLink = z.object({ type: z.literal('sign-in-link'), link: z.string(), isInvitation: z.boolean() });
export type SignInLink = z.infer<typeof SignInLink>;

/** A link to come in by. It carries no word of whoever asked for it. */
export function signInEmail({ link, isInvitation }: SignInLink): EmailText {
  const { subject, lead, label, ignore } = isInvitation ? invitation : signIn;
  return {
    fromName: 'Pharos',
    subject,
    text: [lead, '', link, '', ignore, ''].join('\n'),
    html: mailHtml({
      words: wordsFor('en'),
      preview: lead,
      badge: 'Pharos',
      color: '#1d4ed8',
      accent: null,
      from: 'Pharos',
      title: subject,
      body: `<p style="margin:0">${escapeHtml(lead)}</p>`,
      facts: [],
      action: { label, url: link },
      foot: escapeHtml(ignore),
    }),
    headers: {},
  };
}

const signIn = {
  subject: 'Your link to sign in to Pharos',
  lead: 'This link signs you in, once, within the next quarter of an hour:',
  label: 'Sign in',
  ignore: 'If you did not ask for it, do nothing: nobody comes in without this mail.',
};
const invitation = {
  subject: 'You are invited to run a status page',
  lead: 'Somebody has invited you to work on their status pages. This link lets you in, once, within the next week:',
  label: 'Come in',
  ignore: 'If you do not know what this is about, do nothing: nobody comes in without this mail.',
};
