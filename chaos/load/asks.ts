import type { Settings } from './settings.ts';

/** One question of a visitor, a responder or somebody who signs up: k6 asks it, and so does `npm run lab -- load`. */
export interface Ask {
  /** The tag of its threshold. */
  what: 'page' | 'view' | 'write' | 'sign-up';
  /** What is checked of its answer, in words. */
  check: string;
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body: string | null;
  isRight(status: number, body: string): boolean;
}

/** How an incident goes on once it is opened. */
export const followUps = ['identified', 'monitoring', 'resolved'] as const;
export const writesOfIncident = 1 + followUps.length;

const isOk = (status: number) => status === 200;
const isMade = (status: number) => status === 201;

export function askPage({ page }: Settings): Ask {
  const isRight = (status: number, body: string) => status === 200 && body.includes('<html');
  return { what: 'page', check: 'the page came', method: 'GET', url: page, headers: {}, body: null, isRight };
}

export function askView({ api, pageId }: Settings): Ask {
  const url = `${api}/v1/pages/${pageId}/view`;
  return { what: 'view', check: 'so did its View', method: 'GET', url, headers: {}, body: null, isRight: isOk };
}

/** `name` is the incident's own: a request that is sent again is the same one. */
export function openIncident(settings: Settings, name: string, nowMs: number): Ask {
  const body = { title: `Load ${name}`, status: 'investigating', impact: 'minor', body: sentText(nowMs) };
  return write(settings, { name, path: '', body, check: 'an incident was opened' });
}

export function followUp(settings: Settings, name: string, next: { incident: string; status: string; nowMs: number }): Ask {
  const body = { status: next.status, body: sentText(next.nowMs) };
  return write(settings, { name, path: `/${next.incident}/updates`, body, check: 'an update was posted' });
}

/** As the form on the page does; the address is one that nobody has. */
export function askToBeTold({ api, signUpPageId, key }: Settings, name: string): Ask {
  return {
    what: 'sign-up',
    check: 'somebody signed up',
    method: 'POST',
    url: `${api}/v1/pages/${signUpPageId}/subscriptions`,
    // With a key nobody is asked to confirm: a load sends no mail to strangers.
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'email', address: `load-${name}@example.com` }),
    isRight: (status) => status === 201 || status === 202,
  };
}

interface Write {
  name: string;
  path: string;
  body: { status: string };
  check: string;
}

function write({ api, pageId, key }: Settings, { name, path, body, check }: Write): Ask {
  return {
    what: 'write',
    check,
    method: 'POST',
    url: `${api}/v1/pages/${pageId}/incidents${path}`,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': `load ${name} ${body.status}`,
    },
    body: JSON.stringify(body),
    isRight: isMade,
  };
}

// By it a reader knows how long the update was under way.
const sentText = (nowMs: number) => `Sent at ${nowMs}.`;

/** When an update of ours was sent, in milliseconds since 1970; of others nothing is known. */
export function sentAt(text: string): number | undefined {
  const found = /Sent at (\d{13})\./.exec(text);
  return found ? Number(found[1]) : undefined;
}
