import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Outcome } from '../../outcome.ts';
import { classifyDiscord } from '../discord/classify.ts';
import { classifyGoogleChat } from '../google-chat/classify.ts';
import { classifySlack } from '../slack/classify.ts';
import { classifyTeams } from '../teams/classify.ts';
import type { ChatAnswer } from './send.ts';

const answer = (status: number, text = '', headers: Record<string, string> = {}): ChatAnswer => ({
  status,
  text,
  header: (name) => headers[name],
});
const kind = (outcome: Outcome) =>
  outcome.kind === 'accepted' ? 'accepted' : `${outcome.class} ${outcome.code}${outcome.suppress ? ` ${outcome.suppress}` : ''}`;

it('Slack is read by its words', () => {
  const of = (status: number, text: string) => kind(classifySlack(answer(status, text), 0));
  expect(of(200, 'ok')).toBe('accepted');
  expect([of(404, 'no_service'), of(403, 'invalid_token'), of(404, 'channel_not_found')]).toEqual([
    'recipient no_service gone',
    'recipient invalid_token gone',
    'recipient channel_not_found gone',
  ]);
  expect([of(410, 'channel_is_archived'), of(403, 'action_prohibited')]).toEqual([
    'recipient channel_is_archived',
    'recipient action_prohibited',
  ]);
  expect([of(400, 'invalid_payload'), of(500, 'rollup_error'), of(502, '<html>'), of(418, 'teapot')]).toEqual([
    'message invalid_payload',
    'transient rollup_error',
    'unknown 502',
    'refused teapot',
  ]);
  expect(classifySlack(answer(429, 'rate_limited', { 'retry-after': '30' }), 0)).toMatchObject({
    class: 'throttled',
    retryAfterMs: 30_000,
  });
});

it('Discord is read by its codes, and its limits by whom they are for', () => {
  const json = (status: number, body: object, headers = {}) => classifyDiscord(answer(status, JSON.stringify(body), headers), 0);
  expect(json(200, { id: '123' })).toEqual({ kind: 'accepted', messageId: '123' });
  expect(json(200, { id: '123' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' })).toMatchObject({ restMs: 1_500 });
  expect([json(404, { code: 10_015 }), json(401, { code: 50_027 }), json(400, { code: 50_035 })].map(kind)).toEqual([
    'recipient 10015 gone',
    'recipient 50027 gone',
    'message 50035',
  ]);
  expect(json(429, { retry_after: 0.75, global: false })).toEqual({ kind: 'failed', class: 'throttled', code: '429', retryAfterMs: 750 });
  expect(json(429, { retry_after: 2, global: true })).toMatchObject({ isOfAll: true });
  expect(classifyDiscord(answer(429, '<html>1015</html>', { 'retry-after': '60' }), 0)).toMatchObject({
    retryAfterMs: 60_000,
    isOfAll: true,
  });
});

it('Teams is read by the words of workflows, and connectors by what Teams answered behind them', () => {
  const workflow = (status: number, code: string) => kind(classifyTeams(answer(status, JSON.stringify({ error: { code } })), 0));
  expect(kind(classifyTeams(answer(202), 0))).toBe('accepted');
  expect([
    workflow(404, 'WorkflowNotFound'),
    workflow(400, 'WorkflowTriggerIsNotEnabled'),
    workflow(401, 'DirectApiAuthorizationRequired'),
  ]).toEqual(['recipient WorkflowNotFound gone', 'recipient WorkflowTriggerIsNotEnabled', 'recipient DirectApiAuthorizationRequired']);
  expect([workflow(400, 'TriggerInputSchemaMismatch'), workflow(429, 'WorkflowRunsThrottled'), workflow(502, 'NoResponse')]).toEqual([
    'message TriggerInputSchemaMismatch',
    'throttled WorkflowRunsThrottled',
    'unknown NoResponse',
  ]);
  const connector = (text: string) => kind(classifyTeams(answer(200, text), 0));
  const failed = (status: number) =>
    `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId x.`;
  expect([connector('1'), connector(failed(429)), connector(failed(413)), connector(failed(404))]).toEqual([
    'accepted',
    'throttled teams-429',
    'message teams-413',
    'recipient teams-404 gone',
  ]);
});

it('Google Chat is read by its words', () => {
  const of = (status: number, word: string) => kind(classifyGoogleChat(answer(status, JSON.stringify({ error: { status: word } })), 0));
  expect(classifyGoogleChat(answer(200, JSON.stringify({ name: 'spaces/A/messages/B.C' })), 0)).toEqual({
    kind: 'accepted',
    messageId: 'B.C',
  });
  expect([
    of(404, 'NOT_FOUND'),
    of(403, 'PERMISSION_DENIED'),
    of(400, 'INVALID_ARGUMENT'),
    of(429, 'RESOURCE_EXHAUSTED'),
    of(503, 'UNAVAILABLE'),
  ]).toEqual([
    'recipient NOT_FOUND gone',
    'recipient PERMISSION_DENIED',
    'message INVALID_ARGUMENT',
    'throttled RESOURCE_EXHAUSTED',
    'transient UNAVAILABLE',
  ]);
});

it('no answer whatever makes one of them throw, none but 2xx is believed, and nothing of a text is kept that is no word', () => {
  const classifiers = [classifySlack, classifyDiscord, classifyTeams, classifyGoogleChat];
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.json());
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), text, text, (status, body, header) => {
      for (const classify of classifiers) {
        const outcome = classify({ status, text: body, header: () => header }, 0);
        expect(status >= 300 && outcome.kind === 'accepted').toBe(false);
        expect(outcome.kind === 'accepted' ? outcome.messageId : outcome.code).toMatch(/^[\w.:-]{1,60}$/);
      }
    }),
    { numRuns: 2_000 },
  );
});
