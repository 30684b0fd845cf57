import { failure, type Outcome } from '../../outcome.ts';
import { classifyChatStatus, jsonOf, wordOf, type ChatAnswer } from '../chat/send.ts';

// The workflow, or its trigger, was deleted; or its address was made anew.
const gone = new Set([
  'WorkflowNotFound',
  'WorkflowTriggerNotFound',
  'DirectApiRequestHasMoreThanOneAuthorization',
  'DirectApiInvalidAuthorizationScheme',
]);
// Switched off by whose it is, or by its plan: it may be switched on again.
const shut = new Set([
  'WorkflowDisabled',
  'WorkflowTriggerIsNotEnabled',
  'WorkflowSuspended',
  'AuthorizationFailed',
  'DirectApiAuthorizationRequired',
]);

/**
 * Two kinds of address take cards for Teams. Workflows answer 202 before the card stands in the channel, and refuse in JSON. The
 * connectors before them answer 200 also when Teams has refused, and say so only in the text.
 */
export function classifyTeams(answer: ChatAnswer, now: number): Outcome {
  const { status, text } = answer;
  if (status === 202) return { kind: 'accepted', messageId: wordOf(answer.header('x-ms-workflow-run-id'), status) };
  if (status === 200) return ofConnector(answer, now);
  const error = jsonOf(text)['error'];
  const code = wordOf(typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined, status);
  if (gone.has(code)) return failure('recipient', code, { suppress: 'gone' });
  if (shut.has(code)) return failure('recipient', code);
  return classifyChatStatus(answer, code, now);
}

function ofConnector(answer: ChatAnswer, now: number): Outcome {
  const inner = /HTTP error (\d{3})/.exec(answer.text)?.[1];
  if (inner === undefined) return { kind: 'accepted', messageId: '200' };
  const code = `teams-${inner}`;
  return classifyChatStatus({ ...answer, status: Number(inner) }, code, now);
}
