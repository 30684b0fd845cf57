import { check } from 'k6';
import http from 'k6/http';
import type { Settings } from './settings.ts';
import { textOf } from './text-of.ts';

const steps = ['identified', 'monitoring', 'resolved'];

/**
 * A whole incident: opened, followed up and resolved. `name` is its own: a request that is sent again is the same one. The text of
 * each update says when it was sent: by that a reader knows how long it took.
 */
export async function respond({ api, pageId, key }: Settings, name: string): Promise<void> {
  const path = `${api}/v1/pages/${pageId}/incidents`;
  const post = (at: string, body: object) =>
    http.asyncRequest('POST', at, JSON.stringify(body), {
      tags: { what: 'write' },
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': `load ${name} ${(body as { status: string }).status}`,
      },
    });
  const opened = await post(path, { title: `Load ${name}`, status: 'investigating', impact: 'minor', body: textNow() });
  if (!check(opened, { 'an incident was opened': ({ status }) => status === 201 })) return;
  const { id } = JSON.parse(textOf(opened)) as { id: string };
  for (const status of steps) {
    const posted = await post(`${path}/${id}/updates`, { status, body: textNow() });
    check(posted, { 'an update was posted': (answer) => answer.status === 201 });
  }
}

const textNow = () => `Sent at ${Date.now()}.`;

/** When an update of ours was sent, in milliseconds since 1970; of others nothing is known. */
export function sentAt(text: string): number | undefined {
  const found = /Sent at (\d{13})\./.exec(text);
  return found ? Number(found[1]) : undefined;
}
