import { check } from 'k6';
import http from 'k6/http';
import type { Settings } from './settings.ts';

/** Somebody asks to be told, as the form on the page does; the address is one that nobody has. */
export async function signUp({ api, pageId, key }: Settings, name: string): Promise<void> {
  const body = JSON.stringify({ channel: 'email', address: `load-${name}@example.com` });
  const answer = await http.asyncRequest('POST', `${api}/v1/pages/${pageId}/subscriptions`, body, {
    tags: { what: 'sign-up' },
    // With a key nobody is asked to confirm: a load sends no mail to strangers.
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
  check(answer, { 'somebody signed up': ({ status }) => status === 201 || status === 202 });
}
