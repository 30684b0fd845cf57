import { expect, it } from 'vitest';
import { classifySmtp, type SmtpError } from './classify-smtp.ts';

const of = (error: SmtpError) => {
  const { class: kind, code, suppress, isOneRefusal } = classifySmtp(error);
  return [kind, code, ...(suppress ? [suppress] : []), ...(isOneRefusal ? ['one'] : [])].join(' ');
};
const said = (command: string, response: string, code = 'EENVELOPE') =>
  of({ code, command, response, responseCode: Number(response.slice(0, 3)) });

it.each([
  ['RCPT TO', '550 5.1.1 No such user', 'recipient 5.1.1 bounced'],
  ['RCPT TO', '550 No such user', 'recipient 550 bounced'],
  ['RCPT TO', '550 5.7.1 Relaying denied', 'refused 5.7.1 one'],
  ['RCPT TO', '552 5.2.2 Mailbox full', 'refused 5.2.2 one'],
  ['RCPT TO', '450 4.2.0 Greylisted', 'transient 4.2.0 one'],
  ['RCPT TO', '451 4.7.1 Try again later', 'transient 4.7.1 one'],
  ['MAIL FROM', '421 4.7.0 Too fast', 'throttled 4.7.0'],
  ['MAIL FROM', '451 4.3.0 Not now', 'transient 4.3.0'],
  ['MAIL FROM', '553 5.7.1 Not your address', 'account 5.7.1'],
  ['DATA', '554 5.6.0 Not a message', 'message 5.6.0'],
  ['DATA', '554 5.7.1 We do not want this', 'account 5.7.1'],
  ['DATA', '452 4.3.1 Out of room', 'transient 4.3.1'],
  ['CONN', '554 5.3.2 Nobody here', 'account 5.3.2'],
])('after %s, %s', (command, response, expected) => {
  expect(said(command, response)).toBe(expected);
});

it('who is not let in has an account that does not work', () => {
  expect(said('AUTH PLAIN', '535 5.7.8 Wrong password', 'EAUTH')).toBe('account 5.7.8');
  expect(said('MAIL FROM', '530 5.7.0 Authentication required')).toBe('account 5.7.0');
});

it('a conversation that never began has sent nothing; of one that broke nobody can say', () => {
  expect(of({ code: 'ESOCKET', originalCode: 'ECONNREFUSED', command: 'CONN' })).toBe('transient ECONNREFUSED');
  expect(of({ code: 'EDNS', command: 'CONN' })).toBe('transient EDNS');
  expect(of({ code: 'ETLS', command: 'STARTTLS' })).toBe('transient ETLS');
  expect(of({ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', command: 'CONN' })).toBe('transient GREETING_TIMEOUT');
  expect(of({ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT', command: 'CONN' })).toBe('unknown SOCKET_TIMEOUT');
  expect(of({ code: 'ECONNECTION', command: 'CONN' })).toBe('unknown ECONNECTION');
  expect(of({ code: 'ESOCKET', originalCode: 'ECONNRESET', command: 'CONN' })).toBe('unknown ECONNRESET');
  expect(of({})).toBe('unknown no-answer');
});
