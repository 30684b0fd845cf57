import type { Kit } from '@pharos/core/role';
import { nextHlc } from '@pharos/core/hlc';
import type { DocRef } from '@pharos/resources/kind';
import { isPublicKind } from '@pharos/resources/registry';
import type { StoreTx } from '../store/store.ts';
import { encoded } from '../write/commit-docs.ts';
import { stampMs } from './skew.ts';

/**
 * Every region tells the readers of a page what these documents show by now, under a new version of the page: without one,
 * whoever holds a copy of it is told that nothing has changed, for ever. The envelope names the documents and says nothing of
 * them, so that it never stands against what somebody else writes just then. The database has an origin by now.
 */
export async function tellAgain(tx: StoreTx, kit: Pick<Kit, 'region' | 'clock'>, refs: DocRef[]): Promise<void> {
  const shown = refs.filter(({ kind, page }) => page !== null && isPublicKind(kind));
  if (shown.length === 0) return;
  const [identity, deps] = await Promise.all([tx.identity(), tx.version()]);
  const at = stampMs(kit.clock.now(), identity.leadMs);
  const said = { region: kit.region, hlc: nextHlc(0, at), at, actor: 'mesh', by: 'system', deps, facts: [], notify: null };
  const rows = [...Map.groupBy(shown, ({ page }) => page)].map(([page, docs]) => {
    const ops = docs.map(({ id, kind }) => ({ doc: id, kind, page, delta: undefined }));
    return { origin: identity.origin!, page, env: encoded({ ...said, page, ops }) };
  });
  await tx.addOutbox(rows);
}
