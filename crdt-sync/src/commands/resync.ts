import { Problem } from '@pharos/core/problem';
import { resync } from '../mesh/resync.ts';
import type { CommandContext } from './context.ts';
import { fromAny } from './membership.ts';

export async function resyncCommand({ kit, store, peers, args, options, print }: CommandContext): Promise<number> {
  const chosen = peers().filter(({ region }) => args[0] === undefined || region === args[0]);
  if (args[0] !== undefined && chosen.length === 0) throw new Problem('not-found', `no peer is called ${args[0]}`);
  const docs = await fromAny(chosen, (peer) => resync(store, peer));
  print(
    options.json
      ? JSON.stringify({ resynced: kit.region, docs })
      : `${kit.region} has looked at ${docs} documents; the log brings the rest`,
  );
  return 0;
}
