import { check } from 'k6';
import http from 'k6/http';
import { Trend } from 'k6/metrics';
import { sentAt } from './asks.ts';
import type { Settings } from './settings.ts';
import { textOf } from './text-of.ts';

const seen = new Trend('update_seen_ms', true);
// The gateway keeps a question for so long; k6 gives up somewhat later.
const waitS = 20;
const timeout = '40s';
// An update that is older came along with what changed: it says nothing of now.
const newsMs = 60_000;

interface Polled {
  version: string;
  full?: string;
  events: { patch?: { incidents?: { updates: { body: string }[] }[] } }[];
}

/**
 * One who has the page open, by the long poll of docs/live.md: k6 itself knows no event streams. Answers what it has seen, for
 * the next question. How many streams a gateway carries is measured by `npm run bench -- live`.
 */
export async function read({ live, pageId }: Settings, after: string | undefined): Promise<string | undefined> {
  const query = after === undefined ? 'wait=0' : `wait=${waitS}&after=${encodeURIComponent(after)}`;
  const answer = await http.asyncRequest('GET', `${live}/live/${pageId}?${query}`, null, {
    tags: { what: 'live' },
    headers: { accept: 'application/json' },
    timeout,
  });
  if (!check(answer, { 'the gateway answered': ({ status }) => status === 200 })) return undefined;
  const { version, events } = JSON.parse(textOf(answer)) as Polled;
  const now = Date.now();
  for (const { patch } of events)
    for (const { updates } of patch?.incidents ?? []) {
      const at = Math.max(0, ...updates.map(({ body }) => sentAt(body) ?? 0));
      if (now - at < newsMs) seen.add(now - at);
    }
  return version;
}
