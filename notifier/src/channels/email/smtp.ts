import { createTransport } from 'nodemailer';
import type { Outcome } from '../../outcome.ts';
import { connectMs, type Email, type Sender } from '../channel.ts';
import { classifySmtp, type SmtpError } from './classify-smtp.ts';
import { bareAddress, nameIn } from './sender-line.ts';

export interface SmtpOptions {
  /** `smtps://user:password@mail.example.com:465`, or `smtp://` with a port of its own. */
  url: string;
  /** Nothing is said to a server that does not encrypt; else only where it offers to. */
  isTlsRequired: boolean;
  from: string;
}

// A mail server of one's own takes some conversations at once, and each brings many mails, one after the other.
const conversations = 10;
const mailsPerConversation = 100;
// Servers look a mail through before they say that they have it. With no other way to go there is nothing to hurry to.
const callMs = 15_000;
// All that a conversation may take: its beginning, its words before the mail, and the wait for the answer.
const leaseMs = 60_000;

/** Whatever speaks SMTP: a server of one's own, or that of a provider. */
export function createSmtp({ url, isTlsRequired, from }: SmtpOptions): Sender<Email> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const transport = createTransport({
    pool: true,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: isTlsRequired && !isSecure,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    maxConnections: conversations,
    maxMessages: mailsPerConversation,
    // What was lost with its conversation may have arrived: whether it is sent again is for the ledger to say.
    maxRequeues: 0,
    connectionTimeout: connectMs,
    greetingTimeout: callMs,
    socketTimeout: callMs,
    dnsTimeout: connectMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const address = bareAddress(from);
  const host = address.split('@')[1]!;
  return {
    name: 'smtp',
    channel: 'email',
    isIdempotent: false,
    slots: conversations,
    leaseMs,
    send: async (email): Promise<Outcome> => {
      try {
        const { messageId } = await transport.sendMail({
          from: { name: nameIn(email.fromName), address },
          to: email.to,
          subject: email.subject,
          text: email.text,
          html: email.html,
          headers: email.headers,
          // The same at each attempt: a server or a program that has it already can know it again.
          messageId: `<${email.delivery}@${host}>`,
        });
        return { kind: 'accepted', messageId: messageId.replace(/^<|>$/g, '') };
      } catch (error) {
        return classifySmtp(error as SmtpError);
      }
    },
    [Symbol.asyncDispose]: async () => transport.close(),
  };
}
