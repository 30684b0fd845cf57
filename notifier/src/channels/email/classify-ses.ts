import { failure, type Failure, type FailureClass } from '../../outcome.ts';
import { isGatewayStatus } from '../classify-network.ts';

const byName: Record<string, FailureClass> = {
  MessageRejected: 'message',
  BadRequestException: 'message',
  AccountSuspendedException: 'account',
  SendingPausedException: 'account',
  MailFromDomainNotVerifiedException: 'account',
  NotFoundException: 'account',
  LimitExceededException: 'account',
  MissingAuthenticationTokenException: 'account',
  InvalidClientTokenId: 'account',
  SignatureDoesNotMatch: 'account',
  AccessDeniedException: 'account',
  ExpiredTokenException: 'account',
  UnrecognizedClientException: 'account',
  TooManyRequestsException: 'throttled',
  ThrottlingException: 'throttled',
  InternalServiceErrorException: 'transient',
  ServiceUnavailableException: 'transient',
};

/** SES answered and refused. Some say the kind only in the status, so an unknown name falls back to that. */
export function classifySes(name: string, status: number, message = ''): Failure {
  // The daily quota comes under the name of throttling, and lasts until the rolling day allows more.
  if (/daily message quota/i.test(message)) return failure('account', 'daily-quota');
  // So does a sender that was never proved, or an account that may only write to itself: under the name of a bad message.
  if (/address is not verified/i.test(message)) return failure('account', 'not-verified');
  const known = byName[name];
  if (known) return failure(known, name);
  if (isGatewayStatus(status)) return failure('unknown', String(status));
  if (status === 401 || status === 403) return failure('account', name);
  if (status === 429) return failure('throttled', name);
  return failure(status >= 500 ? 'transient' : 'refused', name || String(status), { isUnclassified: status < 500 });
}
