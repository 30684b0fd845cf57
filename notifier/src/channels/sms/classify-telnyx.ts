import { failure, type Failure, type FailureClass } from '../../outcome.ts';
import { isGatewayStatus } from '../classify-network.ts';

const byCode: Record<string, [kind: FailureClass, suppress?: string]> = {
  '40001': ['recipient', 'not-mobile'],
  '10002': ['recipient', 'invalid-number'],
  '40300': ['recipient', 'stop'],
  '40002': ['throttled'], // blocked as spam, for a while
  '40003': ['account'],
  '40004': ['transient'],
  '40006': ['transient'],
  '40008': ['route'],
  '40009': ['message'],
  '10015': ['message'],
  '40011': ['throttled'],
  '10011': ['throttled'],
  '10009': ['account'],
  '10010': ['account'],
  '10007': ['transient'],
};

/** Telnyx answered and refused. */
export function classifyTelnyx(code: string, status: number): Failure {
  const known = byCode[code];
  if (known) return failure(known[0], code, known[1] ? { suppress: known[1] } : {});
  const told = code || String(status);
  if (isGatewayStatus(status)) return failure('unknown', told);
  if (status === 401 || status === 403) return failure('account', told);
  if (status === 429) return failure('throttled', told);
  return failure(status >= 500 ? 'transient' : 'refused', told, { isUnclassified: status < 500 });
}
