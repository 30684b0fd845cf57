import { failure, type Failure } from '../outcome.ts';

// The connection did not come to stand, so nothing was sent.
const nothingSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** A call without an answer: when we know that nothing left us it is transient, and in every other case it may have been accepted. */
export function classifyNetwork(error: unknown): Failure {
  const code = networkCode(error);
  return failure(nothingSent.has(code) ? 'transient' : 'unknown', code);
}

/** An answer of somebody between us and the provider: he cannot say whether it was passed on. */
export function isGatewayStatus(status: number): boolean {
  return status === 502 || status === 504;
}

// SDKs wrap the system's error in their own, several deep.
const depthMax = 6;

function networkCode(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > depthMax) return 'no-answer';
  const { code, cause, errors, name } = error as { code?: unknown; cause?: unknown; errors?: unknown; name?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return networkCode(errors[0], depth + 1);
  const deeper = cause === undefined ? 'no-answer' : networkCode(cause, depth + 1);
  if (deeper !== 'no-answer') return deeper;
  if (typeof code === 'string') return code;
  return name === 'TimeoutError' || name === 'AbortError' ? 'timeout' : 'no-answer';
}
