import type { Kit } from '@pharos/core/role';
import { regionOfOrigin, type Version } from '@pharos/core/version';
import { nextHlc } from '@pharos/core/hlc';
import { encodeEnvelope, type Envelope } from '../document/envelope.ts';
import type { LogEntry, OutboxRow, Store, StoreTx } from '../store/store.ts';
import type { RetirePlan } from './retire-plan.ts';

// All of it: nothing is left to be relayed before what is told again.
const outboxMax = 2 ** 31 - 1;

/**
 * Says that a region's earlier origins are retired: here at once, and in the other regions by an entry of the log that waits
 * there, as any other, until all of its `deps` are applied, and these are the ends of what it retires. Whoever has heard it
 * has therefore all of them, and a vector without them says so. False: they have moved meanwhile, or something of them is still to be relayed.
 */
export function retire(
  store: Store,
  kit: Pick<Kit, 'region' | 'clock'>,
  own: number,
  { origin: last, ends }: RetirePlan,
): Promise<boolean> {
  return store.transact(async (tx) => {
    const origins = Object.keys(ends).map(Number);
    const [{ origin }, held] = [await tx.identity(), await tx.lockPositions(origins)];
    if (origin !== own || origins.some((each) => held[String(each)] !== ends[String(each)])) return false;
    // What waits under one of them builds on what that one relayed, and names it by this region's vector when it is relayed itself.
    if (await tx.hasWaiting(origins)) return false;
    const deps = await tx.version();
    await tx.retireOrigins(last);
    const at = Math.trunc(kit.clock.now());
    // An envelope names a document; this one is never written.
    const ops = [{ doc: `origin:${regionOfOrigin(own)}`, kind: 'origin', page: null, delta: undefined }];
    const said = {
      v: 1,
      region: kit.region,
      hlc: nextHlc(0, at),
      at,
      actor: 'mesh',
      by: 'system',
      page: null,
      ops,
      facts: [],
      notify: null,
    } as const;
    await tx.addOutbox([{ origin: own, page: null, env: encodeEnvelope({ ...said, ops: [...ops], facts: [], deps, retires: last }) }]);
    return true;
  });
}

/** The origin that an entry retires, if its writer may: an earlier one of its own region. */
export function retiredBy({ origin }: LogEntry, { retires }: Envelope): number | undefined {
  if (retires === undefined || retires >= origin || regionOfOrigin(retires) !== regionOfOrigin(origin)) return undefined;
  return retires;
}

/**
 * Applies a retirement that was written in some region. What this database has beyond the ends of the retired origins nobody else has,
 * and nobody takes it under those origins any more.
 * If it is this region's own, as when an older copy of the database was put back out of everybody's sight and wrote on, it is
 * told again under the origin that the region writes under now, before anything that may build on it. Answers what there is
 * beyond the ends of another region's: the deep check brings that to the others.
 */
export async function takeRetirement(tx: StoreTx, last: number, ends: Version, isOwn: boolean): Promise<Version> {
  const held = await tx.unretired(last);
  await tx.retireOrigins(last);
  const beyond = Object.fromEntries(Object.entries(held).filter(([origin, seq]) => seq > (ends[origin] ?? 0)));
  if (!isOwn || Object.keys(beyond).length === 0) return beyond;
  const again: Omit<OutboxRow, 'id'>[] = [];
  for (const name of Object.keys(beyond)) {
    const entries = await tx.readEntries(Number(name), (ends[name] ?? 0) + 1);
    again.push(...entries.map(({ origin, page, env }) => ({ origin, page, env })));
  }
  const waiting = await tx.takeOutbox(outboxMax);
  await tx.addOutbox([...again, ...waiting]);
  return {};
}
