import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { readTwilioCallback } from './twilio-callback.ts';

const url = 'https://notify.example/callbacks/twilio?delivery=5e1f7ca4-95a1-4d0c-8a53-8f5fb0a5c1d7';
const authToken = 'token';

function read(form: Record<string, string>, signedWith = authToken) {
  const signed =
    url +
    Object.keys(form)
      .sort()
      .map((name) => name + form[name])
      .join('');
  const signature = createHmac('sha1', signedWith).update(signed).digest('base64');
  return readTwilioCallback({ authToken, url, signature, body: new URLSearchParams(form).toString() });
}

it('a delivered message, a dead number and a message on its way are told apart', () => {
  expect(read({ MessageSid: 'SM1', MessageStatus: 'delivered' })).toMatchObject({ state: 'delivered', event: 'SM1:delivered' });
  expect(read({ MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30005' })).toMatchObject({
    state: 'failed',
    suppress: 'unknown-number',
  });
  expect(read({ MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '30007' })).not.toHaveProperty('suppress');
  expect(read({ MessageSid: 'SM1', MessageStatus: 'sent' })).toMatchObject({ state: 'accepted' });
});

it('what is not signed by our account is nothing', () => {
  expect(read({ MessageSid: 'SM1', MessageStatus: 'delivered' }, 'another')).toBeUndefined();
});
