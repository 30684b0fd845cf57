import { failure, type Failure } from '../../outcome.ts';
import { isGatewayStatus } from '../classify-network.ts';

/** SendGrid answered and refused: it says what is wrong in the status alone. */
export function classifySendgrid(status: number, resetAtS: number | undefined, now: number): Failure {
  const code = String(status);
  if (status === 429) {
    const retryAfterMs = resetAtS === undefined ? undefined : Math.max(0, resetAtS * 1_000 - now);
    return failure('throttled', code, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status === 401 || status === 403) return failure('account', code);
  if (isGatewayStatus(status)) return failure('unknown', code);
  if (status >= 500) return failure('transient', code);
  const isKnown = status === 400 || status === 404 || status === 405 || status === 413;
  return isKnown ? failure('message', code) : failure('refused', code, { isUnclassified: true });
}
