import { classifyNetwork } from '../classify-network.ts';
import { failure, type Failure } from '../../outcome.ts';

/** What nodemailer says of a conversation that failed. */
export interface SmtpError {
  code?: string;
  /** Of the system, where it was that. */
  originalCode?: string;
  /** What took too long. */
  timeoutType?: string;
  /** The server's reply, if it gave one: its three digits, and all of it. */
  responseCode?: number;
  response?: string;
  /** What had been said last. */
  command?: string;
}

// Before the first word of a mail: nobody has any of it.
const beforeMail = new Set(['EDNS', 'ETLS', 'EPROXY', 'CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);

/** A mail server refused, or the conversation broke. What it means follows from when, and from RFC 3463's finer code where there is one. */
export function classifySmtp(error: SmtpError): Failure {
  const { responseCode: status, response = '', command, timeoutType, code: said = 'no-answer' } = error;
  if (status === undefined || status < 400) {
    if (beforeMail.has(timeoutType ?? said)) return failure('transient', timeoutType ?? said);
    // Of a conversation that broke nobody can say whether the mail was through: only of one that never began.
    return classifyNetwork({ code: error.originalCode ?? timeoutType ?? said });
  }
  const fine = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const code = fine ?? String(status);
  const isAuth = error.code === 'EAUTH' || status === 530 || status === 534 || status === 535 || status === 538;
  if (isAuth) return failure('account', code);
  if (status < 500) return temporary(code, fine, command);
  if (command === 'RCPT TO') return ofRecipient(code, status, fine);
  // The sender is not welcome, or the server has shut us out: whoever the mail is for.
  if (command !== 'DATA' || status === 521 || fine?.startsWith('5.7.') === true) return failure('account', code);
  return failure('message', code);
}

// 4.7.x and 450 at a recipient are what a server says that wants to be asked again later, of this one alone; 421 is about us all.
function temporary(code: string, fine: string | undefined, command: string | undefined): Failure {
  if (fine === '4.7.0' || fine === '4.4.5' || fine === '4.3.2') return failure('throttled', code);
  return failure('transient', code, command === 'RCPT TO' ? { isOneRefusal: true } : {});
}

function ofRecipient(code: string, status: number, fine: string | undefined): Failure {
  // The mailbox or its domain is not there (5.1.x), or is closed (5.2.1).
  const isGone = fine === undefined ? status === 550 || status === 551 || status === 553 : /^5\.1\.(?:1|2|3|6|10)$|^5\.2\.1$/.test(fine);
  if (isGone) return failure('recipient', code, { suppress: 'bounced' });
  // Full, or its owner takes nothing of ours: another server may be let in.
  return failure('refused', code, { isOneRefusal: true });
}
