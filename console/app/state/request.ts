import type { Draft } from './drafts.ts';
import { promisedBy } from './promise.ts';

/** What is asked for by a draft that begins an incident. */
export function newIncident(draft: Draft, now: number) {
  const { title, body, status, notify, startedAt, resolvedAt, components } = draft;
  const times = {
    ...promise(draft, now),
    ...(startedAt !== '' && { startedAt: new Date(startedAt).toISOString() }),
    ...(resolvedAt !== '' && { resolvedAt: new Date(resolvedAt).toISOString() }),
  };
  return { title, body, status, notify, impact: 'computed' as const, components: listed(components), ...times };
}

/** What is asked for by a draft of the next update of one. */
export function nextUpdate(draft: Draft, now: number) {
  const { body, status, notify, components } = draft;
  const said = listed(components);
  return { body, status, notify, ...(said.length > 0 && { components: said }), ...promise(draft, now) };
}

/** The moment at which it is to be published; undefined: at once. */
export function publishedAt({ publishAt }: Pick<Draft, 'publishAt'>): string | undefined {
  const ms = publishAt === '' ? Number.NaN : new Date(publishAt).getTime();
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function promise(draft: Draft, now: number): { nextUpdateAt?: string } {
  const nextUpdateAt = promisedBy(draft, now);
  return nextUpdateAt === undefined ? {} : { nextUpdateAt };
}

function listed(components: Draft['components']) {
  return Object.entries(components).map(([id, status]) => ({ id, status }));
}
