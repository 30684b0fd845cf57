import type { Bus } from '@pharos/core/outside/bus';
import { subject } from '@pharos/core/subject';
import type { z } from 'zod';
import type { Store } from '../store/store.ts';
import { adoptDocs, adoptVersion, type SnapshotDoc } from './bootstrap.ts';
import { adoptParts, adoptPoints } from './copy-points.ts';
import { Audited, Begin, Docs, Pages, Parts, Points, type Ask } from './snapshot-wire.ts';
import { parse } from './wire.ts';

export interface PeerBus {
  region: string;
  bus: Bus;
}

// An answer of 700 KB over a slow link.
const askTimeoutMs = 10_000;

export async function ask<T>({ region, bus }: PeerBus, schema: z.ZodType<T>, what: Ask): Promise<T> {
  return parse(schema, await bus.request(subject.snapshot(region), JSON.stringify(what), { timeoutMs: askTimeoutMs }));
}

/**
 * Copies what a peer has, while it takes writes, and goes on by the log from where the copy began. Nothing here is thrown
 * away: documents are merged, so it may run at any time and as often as one likes. Answers how many documents were looked at.
 */
export async function resync(store: Store, peer: PeerBus, onProgress: (copied: string) => void = () => undefined): Promise<number> {
  const { vv, hasPoints, hasAudit } = await ask(peer, Begin, { ask: 'begin' });
  let count = 0;
  for (let after: string | null = ''; after !== null;) {
    const { docs, next }: z.infer<typeof Docs> = await ask(peer, Docs, { ask: 'docs', after });
    await store.transact((tx) => adoptDocs(tx, docs.map(snapshotDoc)));
    count += docs.length;
    onProgress(`${count} documents`);
    after = next;
  }
  if (hasPoints) await copyPoints(store, peer, onProgress);
  if (hasAudit) await copyAudit(store, peer, onProgress);
  for (let after: string | null = null; ;) {
    const { pages, next }: z.infer<typeof Pages> = await ask(peer, Pages, { ask: 'pages', after });
    if (pages.length > 0) await store.transact((tx) => tx.adoptPages(new Map(pages)));
    if (next === null) break;
    after = next;
  }
  await store.transact((tx) => adoptVersion(tx, vv, new Map()));
  return count;
}

async function copyPoints(store: Store, peer: PeerBus, onProgress: (copied: string) => void): Promise<void> {
  let [points, parts] = [0, 0];
  for (let after: z.infer<typeof Points>['next'] = null; ;) {
    const answer: z.infer<typeof Points> = await ask(peer, Points, { ask: 'points', after });
    await adoptPoints(store, answer);
    points += answer.points.reduce((sum, [, of]) => sum + of.length, 0);
    onProgress(`every document, and ${points} points of metrics`);
    if (answer.next === null) break;
    after = answer.next;
  }
  for (let after: z.infer<typeof Parts>['next'] = null; ;) {
    const answer: z.infer<typeof Parts> = await ask(peer, Parts, { ask: 'parts', after });
    await adoptParts(store, answer);
    parts += answer.parts.reduce((sum, [, of]) => sum + of.length, 0);
    onProgress(`every document and every point, and ${parts} five minutes and hours of points`);
    if (answer.next === null) break;
    after = answer.next;
  }
}

/** Who changed what, before the log that comes from now on. The documents are here: what was purged stays forgotten. */
async function copyAudit(store: Store, peer: PeerBus, onProgress: (copied: string) => void): Promise<void> {
  let count = 0;
  for (let after: z.infer<typeof Audited>['next'] = null; ;) {
    const { rows, next }: z.infer<typeof Audited> = await ask(peer, Audited, { ask: 'audited', after });
    if (rows.length > 0) await store.transact((tx) => tx.adoptAudit(rows));
    count += rows.length;
    onProgress(`every document and every point, and ${count} changes of the audit log`);
    if (next === null) break;
    after = next;
  }
}

export function snapshotDoc({ id, kind, page, state, purged }: z.infer<typeof Docs>['docs'][number]): SnapshotDoc {
  return { id, kind, page, state: Buffer.from(state, 'base64'), purged };
}
