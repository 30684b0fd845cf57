import type { Bus, BusSubscription } from '@pharos/core/outside/bus';
import type { Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { hlcMax } from '@pharos/core/hlc';
import { BadDocument, type Json } from '@pharos/resources/fold';
import { docRef, type DocRef } from '@pharos/resources/kind';
import { readSlugDoc } from '@pharos/resources/page/claim';
import { z } from 'zod';
import { foldState } from '../document/registers.ts';
import { storeTx } from '../store/postgres-store.ts';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';
import { readActiveMembers } from './members.ts';
import type { PeerLink } from './peers.ts';
import { tellAgain } from './tell-again.ts';
import { parse } from './wire.ts';

const ClaimAsk = z.object({
  kind: z.enum(['slug', 'domain']).default('slug'),
  /** The slug, or the host name. */
  slug: z.string().max(253),
  hlc: z.number().int().min(1).max(hlcMax),
});
const ClaimAnswer = z.object({ owner: z.uuid().nullable() });

const askTimeoutMs = 2_000;
// Claims confirmed in one round; more wait for the next.
const roundMax = 20;

/**
 * Records another region's claim: the slug's clock here is raised to it, so that no claim made here later can be smaller;
 * and tells whom this region takes for the owner, with what it has not even relayed yet.
 */
export function serveClaims(kit: Kit, { sql, bus }: { sql: Sql; bus: Bus }): BusSubscription {
  const record = ({ kind, slug, hlc }: z.infer<typeof ClaimAsk>) =>
    sql.begin(async (tx) => {
      const ref = docRef(kind, slug, null);
      const doc = (await storeTx(tx).lockDocs([ref], [ref])).get(ref.id)!;
      await tx`update doc set hlc = greatest(hlc, ${hlc}) where id = ${ref.id}`;
      return { owner: readSlugDoc(foldState(doc.state))?.owner ?? null };
    });
  return bus.subscribe(
    subject.claim(kit.region),
    (message) => {
      try {
        run(
          record(parse(ClaimAsk, message.data)).then((answer) => message.respond(JSON.stringify(answer))),
          (error) => kit.log.warn({ err: error }, 'a claim cannot be recorded now'),
        );
      } catch (error) {
        if (!(error instanceof BadDocument)) throw error;
        kit.log.warn({ reason: error.reason }, 'a claim cannot be understood');
      }
    },
    { queue: 'claim' },
  );
}

/** Asks every member to record this region's own unconfirmed claims; what all have recorded is confirmed. A dead region holds up only this. */
export async function confirmClaims(kit: Kit, { sql, store, peers }: { sql: Sql; store: Store; peers: PeerLink[] }): Promise<number> {
  const claims = await sql<{ kind: 'slug' | 'domain'; slug: string; page: string; claimed_hlc: number }[]>`
    select 'slug' as kind, slug, page, claimed_hlc from slug where not confirmed and claimed_region = ${kit.regionNumber}
    union all
    select 'domain', host, page, claimed_hlc from domain where not confirmed and claimed_region = ${kit.regionNumber}
    order by claimed_hlc limit ${roundMax}`;
  if (claims.length === 0) return 0;
  const others = (await readActiveMembers(sql)).filter(({ region }) => region !== kit.region);
  let confirmed = 0;
  for (const { kind, slug, page, claimed_hlc } of claims) {
    const answers = await Promise.all(others.map((member) => askMember(peers, member.region, { kind, slug, hlc: claimed_hlc })));
    if (!answers.every((answer) => answer && (answer.owner === null || answer.owner === page))) continue;
    const ref = docRef(kind, slug, null);
    const isWritten = await writeDoc(store, kit, ref, (fold): Record<string, Json> =>
      readSlugDoc(fold)?.owner === page ? { confirmed: page } : {},
    );
    if (isWritten) await tellPages(store, kit, ref);
    confirmed += Number(isWritten);
  }
  return confirmed;
}

// Whose name it is stands on the pages that claimed it: their readers are told, by a version of the page's own.
async function tellPages(store: Store, kit: Kit, ref: DocRef): Promise<void> {
  const doc = await store.transact(async (tx) => (await tx.readDocs([ref.id])).get(ref.id));
  const claimants = (doc && readSlugDoc(foldState(doc.state))?.claimants) ?? [];
  // A slug that nobody else wanted was shown as the page's own all the time.
  if (ref.kind === 'slug' && claimants.length === 1) return;
  const pages = claimants.map((page) => docRef('page', page, page));
  await store.transact((tx) => tellAgain(tx, kit, pages));
}

async function askMember(peers: PeerLink[], region: string, claim: z.infer<typeof ClaimAsk>) {
  const peer = peers.find((each) => each.region === region);
  if (!peer) return undefined;
  try {
    return parse(ClaimAnswer, await peer.bus.request(subject.claim(region), JSON.stringify(claim), { timeoutMs: askTimeoutMs }));
  } catch (error) {
    if (error instanceof Problem || error instanceof BadDocument) return undefined; // not now: it stays provisional
    throw error;
  }
}
