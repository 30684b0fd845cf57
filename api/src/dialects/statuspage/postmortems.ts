import type { IncidentView } from '@pharos/resources/view';
import { z } from 'zod';
import { noSuch, type Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { findItem, readItem } from './incident-items.ts';
import { isMaintenance } from './incident-body.ts';
import { Text } from './values.ts';

/** One text, written together, and a switch that shows it: a draft and what is published are the same here. */
export function postmortemRoutes({ on }: Dialect): void {
  const path = '/pages/:page/incidents/:incident/postmortem';
  on('GET', path, async (call) => ({ body: await bodyOf(call) }));

  on('PUT', path, async (call) => {
    const { body_draft: text } = await call.said('postmortem', z.object({ body_draft: Text }));
    const at = await find(call);
    await call.ask('PATCH', at, { text });
    return { body: await bodyOf(call) };
  });

  on('DELETE', path, async (call) => {
    await call.ask('PATCH', await find(call), { text: '', published: false });
    return { status: 204 };
  });

  for (const [verb, published] of [
    ['publish', true],
    ['revert', false],
  ] as const) {
    on('PUT', `${path}/${verb}`, async (call) => {
      const at = await find(call);
      await call.ask('PATCH', at, { published });
      return { body: await bodyOf(call) };
    });
  }
}

async function find(call: Call): Promise<string> {
  return `${(await findIncident(call)).path}/postmortem`;
}

async function findIncident(call: Call): Promise<{ path: string; incident: IncidentView }> {
  const found = await findItem(call);
  const item = await readItem(call, found);
  if (isMaintenance(item)) throw noSuch('postmortem');
  return { path: found.path, incident: item };
}

async function bodyOf(call: Call) {
  const { path, incident } = await findIncident(call);
  const { text, published } = await call.ask<{ text: string; published: boolean }>('GET', `${path}/postmortem`);
  // When it was written and published nobody notes down: it was after the last word of the incident.
  const at = incident.updates[0]?.at ?? incident.startedAt;
  const [draft, shown] = [text === '' ? null : text, published ? text : null];
  return {
    preview_key: null,
    body: shown,
    body_updated_at: shown === null ? null : at,
    body_draft: draft,
    body_draft_updated_at: draft === null ? null : at,
    published_at: shown === null ? null : at,
    notify_subscribers: false,
    notify_twitter: false,
    custom_tweet: null,
  };
}
