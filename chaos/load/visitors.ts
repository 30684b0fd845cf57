import { check } from 'k6';
import http from 'k6/http';
import type { Settings } from './settings.ts';
import { textOf } from './text-of.ts';

/** Somebody opens the page: what is on it, and the View that a script asks for. */
export async function visit({ page, api, pageId }: Settings): Promise<void> {
  const [shown, view] = await Promise.all([
    http.asyncRequest('GET', page, null, { tags: { what: 'page' } }),
    http.asyncRequest('GET', `${api}/v1/pages/${pageId}/view`, null, { tags: { what: 'view' } }),
  ]);
  check(shown, { 'the page came': (answer) => answer.status === 200 && textOf(answer).includes('<html') });
  check(view, { 'so did its View': ({ status }) => status === 200 });
}
