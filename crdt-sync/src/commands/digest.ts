import { Problem } from '@pharos/core/problem';
import { deepCheck, repair, type DeepCheck } from '../mesh/deep-check.ts';
import { readActiveMembers } from '../mesh/members.ts';
import { readOwnDigest } from '../mesh/snapshot-server.ts';
import { table } from '@pharos/core/table';
import type { CommandContext } from './context.ts';

// While writes go on, vectors are equal only now and then.
const triesMax = 10;
const tryAgainMs = 300;

/** The exit code where nothing differs, and something could not be compared: peers take writes. */
export const stillMoving = 3;

type Found = DeepCheck | { state: 'unreachable' } | { state: 'unnamed' };

export async function digestCommand({ kit, sql, store, peers, options, print }: CommandContext): Promise<number> {
  const own = await readOwnDigest(sql);
  const found: { peer: string; check: Found }[] = [];
  for (const peer of peers()) {
    let check: Found = { state: 'moving' };
    for (let tries = 0; tries < triesMax && check.state === 'moving'; tries++) {
      if (tries > 0) await kit.clock.sleep(tryAgainMs);
      check = await deepCheck(sql, peer).catch(unreachable);
    }
    if (check.state === 'different' && options.repair) await repair(store, kit, peer, check.docs);
    found.push({ peer: peer.region, check });
  }
  const named = new Set([kit.region, ...found.map(({ peer }) => peer)]);
  for (const { region } of await readActiveMembers(sql)) if (!named.has(region)) found.push({ peer: region, check: { state: 'unnamed' } });
  const isEqual = found.every(({ check }) => check.state === 'equal');
  if (options.json)
    print(JSON.stringify({ region: kit.region, digest: own.digest, docs: own.docs, vv: own.vv, peers: found, equal: isEqual }));
  else {
    print(`${kit.region}: ${own.digest} over ${own.docs} documents\n`);
    print(
      table(
        ['peer', 'says'],
        found.map(({ peer, check }) => [peer, told(check)]),
      ),
    );
  }
  if (isEqual) return 0;
  return found.every(({ check }) => check.state === 'equal' || check.state === 'moving') ? stillMoving : 1;
}

function unreachable(error: unknown): Found {
  if (error instanceof Problem) return { state: 'unreachable' };
  throw error;
}

function told(check: Found): string {
  switch (check.state) {
    case 'equal':
      return 'the same';
    case 'moving':
      return 'nothing comparable: writes are on their way';
    case 'different':
      return `something else of ${check.docs.length} documents: ${check.docs.slice(0, 3).join(', ')}`;
    case 'unnamed':
      return 'nothing: PEERS does not say where it is';
    case 'unreachable':
      return 'nothing: it does not answer';
  }
}
