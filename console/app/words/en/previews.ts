import type { Shape } from '../shape.ts';

export const previews = {
  email: 'Mail',
  subject: 'Subject',
  sms: (segments: number) => (segments === 1 ? 'SMS: 1 message' : `SMS: ${segments} messages`),
  noSms: 'No SMS is sent of this: they are for what begins and what ends.',
  chat: 'Chat',
  webhook: 'Webhook',
  silent: 'Subscribers are not told of this.',
  needs: 'Write a title and a text first.',
  away: 'The notifier does not answer: what is sent is as you write it all the same.',
} as const satisfies Shape;
