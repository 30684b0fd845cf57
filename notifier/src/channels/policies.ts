import type { Channel } from '@pharos/core/channel';
import { emailPolicy } from './email/policy.ts';
import { chatPolicy } from './chat/policy.ts';
import type { Policy } from './policy.ts';
import { smsPolicy } from './sms/policy.ts';
import { webPushPolicy } from './web-push/policy.ts';
import { webhookPolicy } from './webhook/policy.ts';

/** How each channel tries. Apart from `channels.ts`, which knows the providers, so that what only decides needs none of them. */
export const policies: Record<Channel, Policy> = {
  email: emailPolicy,
  sms: smsPolicy,
  webhook: webhookPolicy,
  slack: chatPolicy,
  teams: chatPolicy,
  discord: chatPolicy,
  'google-chat': chatPolicy,
  'web-push': webPushPolicy,
};
